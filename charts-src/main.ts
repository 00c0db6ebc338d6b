/** The cdk8s app: lab.yaml and the profile in LAB_PROFILE to manifests in CDK8S_OUTDIR. Only this file reads the environment. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DEFAULT_PROFILE, ExitCode, imageOf, readApps, readLab, UserError } from '../contract';
import { synthLab, warningTexts, type ManifestFile } from './synth-lab';

const ROOT = process.cwd();

function main(): void {
  const profile = process.env['LAB_PROFILE'] ?? DEFAULT_PROFILE;
  const images = Object.fromEntries(readApps(ROOT).map((app) => [app.name, imageOf(app)]));
  const files = synthLab({ ...readLab({ root: ROOT, profile, named: `LAB_PROFILE=${profile}` }), images });
  for (const warning of warningTexts(files)) console.error(warning);
  write(files, resolve(ROOT, process.env['CDK8S_OUTDIR'] ?? 'dist'), profile);
}

/** Replaces the manifests of an earlier run; other files in the folder stay. */
function write(files: readonly ManifestFile[], folder: string, profile: string): void {
  mkdirSync(folder, { recursive: true });
  const before = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const name of before.filter((one) => one.endsWith('.k8s.yaml'))) rmSync(join(folder, name));
  for (const { name, yaml } of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), `${header(profile)}${yaml}`);
  }
}

/** What someone who finds the file needs to make it again. */
function header(profile: string): string {
  return `# ml-scaling-lab, profile ${profile}: LAB_PROFILE=${profile} npx cdk8s synth --no-check-upgrade\n`;
}

try {
  main();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode || ExitCode.failure;
}
