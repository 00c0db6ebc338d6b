import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { benchmarkJobName, synthLab, warningTexts } from '../../charts-src';
import { ExitCode, readApps, readLab, selectBenchmarks, type Lab, type Run } from '../../contract';
import { ADDON_GROUPS, ADDON_NAMES, addonsFor } from '../../infra/cluster/added-groups';
import { imagesOf } from '../../infra/images';
import { requireModelOfImages } from '../../infra/model-variant';
import { refuseMissing } from '../../infra/preflight';
import { manifestsKey } from '../../infra/settings';
import { basesOfApps } from '../images/build';
import { announceStop } from '../interrupt';
import { REPO, RESULTS_DIR } from '../paths';
import { exitCodeOf, terminalText, writeJson, writeRun } from '../session/document';
import { estimateSeconds } from '../session/steps';
import { FROM_PACKAGES_NOTE, refuseFlags, stackOf, type ClusterEngine } from './engines';
import { parseOutputs, readResults, type StackOutputs } from './outputs';
import { appsOf, prepareImages } from './prepare-images';
import { recoverForUp } from './recover';
import { openSession, recoveryOf, usesPackages, type Session } from './session';
import { writeStackConfig, type StackSettings } from './stack-config';
import { updateError } from './update-error';
import { followUpdate } from './update-lines';

export interface ClusterUpOptions {
  readonly engine: ClusterEngine;
  readonly profile: string;
  /** Benchmarks or groups; empty = all. */
  readonly only: readonly string[];
  readonly json?: string;
  readonly failOnVerdict?: true;
  readonly fromPackages?: true;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly imageRegistry?: string;
}

const print = (line: string): void => console.log(line);

/** The lab on a cluster: the tools, the images, `pulumi up`, the report. The lab stays until `./lab down`. Returns the exit code. */
export async function upOnCluster(options: ClusterUpOptions, signal: AbortSignal): Promise<number> {
  announceStop(signal, 'Pulumi ends what it is doing first');
  const { engine } = options;
  const loaded = readLab({ root: REPO, profile: options.profile });
  selectBenchmarks(loaded.lab, options.only);
  requireModelOfImages(loaded.lab);

  const fromPackages = usesPackages(engine, options.fromPackages === true);
  const files = synthLab({ ...loaded, images: imagesOf(readApps(REPO), undefined) });
  for (const warning of warningTexts(files)) console.error(warning);
  const objects = files.flatMap((file) => file.objects);
  // Checked before anything is built. The program checks again, for those who run pulumi themselves.
  if (engine === 'kind') refuseMissing(objects, Object.values(ADDON_GROUPS));

  const addons = engine === 'kind' ? addonsFor(objects) : [];
  const apps = engine === 'kind' ? appsOf(objects, addons) : [];
  const session = await openSession(engine, { fromPackages, addons, bases: basesOfApps(apps) }, signal);
  if (session.packages !== undefined) noteFromPackages();
  await prepareImages(apps, session, signal);
  const stack = stackOf(engine);
  await selectStack(session, stack.name, stack.logFile);
  writeStackConfig(stack.configFile, settingsOf(options, session));
  await recoverForUp(recoveryOf(session, engine, print));

  print(`==> pulumi up: stack ${stack.name}`);
  const updated = await followUpdate(
    session.pulumi,
    [
      // What was deleted behind the stack's back is seen, and made again.
      ...['up', '--refresh', '--stack', stack.name, '--yes', '--skip-preview'],
      ...['--non-interactive', '--color', 'never', '--suppress-outputs'],
    ],
    print,
    expectedSeconds(loaded.lab),
  );
  if (updated.exitCode !== 0) throw updateError('pulumi up', stack.name, updated, stack.logFile);
  const read = await session.pulumi.read(['stack', 'output', '--json', '--stack', stack.name]);
  if (read.exitCode !== 0) throw updateError('pulumi stack output', stack.name, read, stack.logFile);
  return finish(parseOutputs(read.stdout), options, loaded.lab.namespace);
}

/** How long the Jobs of benchmarks take, by their own settings. */
function expectedSeconds(lab: Lab): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(lab.benchmarks).map(([name, benchmark]) => [`Job/${benchmarkJobName(name)}`, estimateSeconds(lab, benchmark)]),
  );
}

function noteFromPackages(): void {
  mkdirSync(dirname(FROM_PACKAGES_NOTE), { recursive: true });
  writeFileSync(FROM_PACKAGES_NOTE, 'The kind cluster was made with ./lab up --on kind --from-packages.\n');
}

async function selectStack({ pulumi }: Session, name: string, logFile: string): Promise<void> {
  const selected = await pulumi.read(['stack', 'select', name, '--create', '--non-interactive']);
  if (selected.exitCode !== 0) throw updateError('pulumi stack select', name, selected, logFile);
}

function settingsOf(options: ClusterUpOptions, { packages }: Session): StackSettings {
  const common = {
    cluster: options.engine,
    profile: options.profile,
    benchmarks: options.only.length === 0 ? 'all' : options.only.join(','),
  };
  if (options.engine === 'kind') {
    const manifests = Object.fromEntries(ADDON_NAMES.map((name) => [manifestsKey(name), packages?.manifests[name]]));
    return { ...common, nodeImage: packages?.nodeImage, ...manifests };
  }
  const { kubeconfig, context, imageRegistry } = options;
  return { ...common, kubeconfig, context, imageRegistry };
}

async function finish(outputs: StackOutputs, options: ClusterUpOptions, namespace: string): Promise<number> {
  const results = readResults(outputs);
  if (results !== null) await show(results, options);
  const kubectl = `kubectl --kubeconfig ${outputs.kubeconfigPath} --namespace ${namespace}`;
  print('The lab keeps running on the cluster. To look at it:');
  print(`  ${kubectl} get pods,hpa,jobs`);
  print(`  k9s --kubeconfig ${outputs.kubeconfigPath} --namespace ${namespace}`);
  for (const [service, { portForward, hostHeader }] of Object.entries(outputs.endpoints))
    if (portForward !== null)
      print(`  ${portForward}   # ${service}${hostHeader === null ? '' : `, with the header Host: ${hostHeader}`}`);
  print(`Remove everything: ./lab down --on ${options.engine}`);
  return results === null ? ExitCode.ok : exitCodeOf(results, options);
}

async function show(run: Run, options: ClusterUpOptions): Promise<void> {
  const document = { ...run, command: `./lab up ${process.argv.slice(3).join(' ')}`.trim() };
  if (options.json !== undefined) writeJson(options.json, document);
  print(terminalText(document, await writeRun(document, RESULTS_DIR)));
}

/** Options that not every engine has. */
type EngineFlag = 'keep' | 'kubeconfig' | 'context' | 'imageRegistry' | 'fromPackages';

/** Refuses flags that mean nothing on a cluster. */
export function requireClusterOptions(engine: ClusterEngine, given: Readonly<Partial<Record<EngineFlag, unknown>>>): void {
  const foreign: EngineFlag[] = engine === 'kind' ? ['kubeconfig', 'context', 'imageRegistry'] : ['fromPackages'];
  const problem = `means nothing with --on ${engine}.`;
  refuseFlags(given, ['keep'], problem, `The lab stays on a cluster anyway, until ./lab down --on ${engine}.`);
  refuseFlags(given, foreign, problem, 'Leave it out.');
}
