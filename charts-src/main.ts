/**
 * The cdk8s app: lab.yaml (and the overlay of the profile in LAB_PROFILE) to manifests in CDK8S_OUTDIR. The only file of this
 * folder that reads the environment or the disk.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ExitCode, imageOf, loadLab, nearest, readApps, UserError, type Source } from '../contract';
import { synthLab, type ManifestFile } from './synth-lab';

const ROOT = process.cwd();
const BASE = 'lab.yaml';

function main(): void {
  const profile = process.env['LAB_PROFILE'] ?? 'default';
  const images = Object.fromEntries(readApps(ROOT).map((app) => [app.name, imageOf(app)]));
  const files = synthLab({ ...loadLab(sourcesOf(profile)), images });
  write(files, resolve(ROOT, process.env['CDK8S_OUTDIR'] ?? 'dist'));
}

function sourcesOf(profile: string): Source[] {
  const overlay = `lab.${profile}.yaml`;
  if (profile === 'default') return [read(BASE)];
  if (!existsSync(join(ROOT, overlay))) throw unknownProfile(profile, overlay);
  return [read(BASE), read(overlay)];
}

function read(file: string): Source {
  return { file, text: readFileSync(join(ROOT, file), 'utf8') };
}

function unknownProfile(profile: string, overlay: string): UserError {
  const known = ['default', ...readdirSync(ROOT).flatMap((name) => /^lab\.(.+)\.yaml$/.exec(name)?.[1] ?? [])];
  const meant = nearest(profile, known);
  return new UserError({
    where: `LAB_PROFILE=${profile}`,
    problem: `there is no ${overlay}.`,
    fix: meant === undefined ? `Profiles: ${known.join(', ')}.` : `Did you mean ${meant}?`,
    exit: 'usage',
  });
}

/** Replaces the manifests of an earlier run; other files in the folder stay. */
function write(files: readonly ManifestFile[], folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.k8s.yaml'))) rmSync(join(folder, name));
  for (const { name, yaml } of files) writeFileSync(join(folder, name), yaml);
}

try {
  main();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode || ExitCode.failure;
}
