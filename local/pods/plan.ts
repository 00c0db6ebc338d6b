import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { JOB_ENV, type App } from '../../contract';
import type { Container } from '../kubernetes/container';
import { writingTo } from '../machine/files';
import { expand, fillPlaceholders } from '../rewrite/expand';
import { rewriteNames, rewriteWildcard, type NamedService } from '../rewrite/names';
import { rewritePaths, type PathMapping } from '../rewrite/paths';
import { manifestEnvironment, type ConfigSource } from './environment';
import type { PodIdentity } from './identity';
import { appOf, hostCommand, programsOf, type HostPrograms } from './image';
import { materialiseVolumes, mountMappings, volumeDirectories } from './volumes';

/** Set in the environment of every process of one engine, so that strays can be told from other programs. */
export const RUN_ID_VARIABLE = 'LAB_RUN_ID';

/** What pods need on this machine. */
export interface PodInputs {
  readonly programs: HostPrograms;
  readonly apps: readonly App[];
  readonly modelDir: string;
  /** Paths in ConfigMaps that are paths of this machine, whatever is mounted above them. */
  readonly machinePaths: readonly string[];
  readonly runId: string;
  /** Base URL of the local Kubernetes API. */
  readonly apiUrl: string;
  readonly services: readonly NamedService[];
  readonly config: ConfigSource;
  readonly podDir: string;
  readonly logFileOf: (container: string) => string;
}

/** How one container runs as a process. */
export interface ContainerPlan {
  readonly container: Container;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly logFile: string;
  readonly mappings: readonly PathMapping[];
  /** Rewrites a text of the manifest for this container: mount paths, Service names, the wildcard address. */
  readonly rewrite: (text: string) => string;
  /** The command of this machine for a probe or a hook. Throws a UserError when its program is missing. */
  readonly sideCommand: (command: readonly string[]) => string[];
}

/** Prepares a pod's private directory and the processes of its containers. Throws a UserError when that is impossible. */
export function planPod(pod: PodIdentity, inputs: PodInputs): ContainerPlan[] {
  const { podDir, services, config, machinePaths } = inputs;
  const scratch = join(podDir, 'tmp');
  for (const folder of [podDir, scratch]) writingTo(folder, () => mkdirSync(folder, { recursive: true }));
  const directories = volumeDirectories(pod, podDir);
  const allMappings = pod.spec.containers.flatMap((container) => mountMappings(container, directories));
  const asTheyAre = machinePaths.map((path): PathMapping => ({ mountPath: path, hostPath: path }));
  const inFile = (text: string): string =>
    rewriteNames(rewritePaths(text, [...allMappings, ...asTheyAre]), pod.namespace, services);
  materialiseVolumes(pod, directories, config, inFile);
  return pod.spec.containers.map((container) => planContainer(container, pod, inputs, directories, scratch));
}

function planContainer(
  container: Container,
  pod: PodIdentity,
  inputs: PodInputs,
  directories: ReadonlyMap<string, string>,
  scratch: string,
): ContainerPlan {
  const { podDir, services } = inputs;
  const where = `Pod/${pod.name}  containers[${container.name}]`;
  const app = appOf(container.image, inputs.apps, where);
  const programs = programsOf(app, inputs.programs);
  const mappings = mountMappings(container, directories);
  const rewrite = (text: string): string =>
    rewriteWildcard(rewriteNames(rewritePaths(text, mappings), pod.namespace, services), pod.ip);

  const placeholders = {
    repo: programs.root,
    modelDir: inputs.modelDir,
    podIp: pod.ip,
    podDir,
    apiUrl: inputs.apiUrl,
  };
  const fill = (text: string): string => fillPlaceholders(text, placeholders);
  const fromManifest = manifestEnvironment(container, pod, inputs.config);
  const expanded = (text: string): string => rewrite(expand(text, (name) => fromManifest.get(name)));
  const temporary = mappings.find((mapping) => mapping.mountPath === '/tmp')?.hostPath ?? scratch;

  const entryPoint = container.command?.map(expanded) ?? app.command;
  return {
    container,
    command: hostCommand(
      [...entryPoint, ...container.args.map(expanded), ...app.hostArgs.map(fill)],
      programs,
      `${where}.command`,
    ),
    environment: {
      PATH: programs.searchPath,
      HOME: podDir,
      HOSTNAME: pod.name,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      TMPDIR: temporary,
      ...Object.fromEntries(Object.entries(app.hostEnv).map(([name, value]) => [name, fill(value)])),
      ...Object.fromEntries([...fromManifest].map(([name, value]) => [name, rewrite(value)])),
      ...(pod.owner.kind === 'Job' ? { [JOB_ENV.api]: inputs.apiUrl, [JOB_ENV.engine]: 'local' } : {}),
      [RUN_ID_VARIABLE]: inputs.runId,
    },
    workingDirectory: container.workingDir === undefined ? podDir : rewritePaths(container.workingDir, mappings),
    logFile: inputs.logFileOf(container.name),
    mappings,
    rewrite,
    sideCommand: (command) => hostCommand(command.map(rewrite), programs, where),
  };
}
