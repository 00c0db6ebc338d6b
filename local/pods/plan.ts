import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { JOB_ENV, throwAny, UserError, type App } from '../../contract';
import type { Container } from '../kubernetes/container';
import { writingTo } from '../machine/files';
import { expand, fillPlaceholders } from '../rewrite/expand';
import { rewriteNames, rewriteWildcard, type NamedService } from '../rewrite/names';
import { rewritePaths, type PathMapping } from '../rewrite/paths';
import type { MappedImage } from '../options';
import { decidesCode, variableRefused } from './foreign-variables';
import { manifestEnvironment, type ConfigSource } from './environment';
import type { PodIdentity } from './identity';
import { entryOf, hostCommand, isMapped, mappedCommand, programsOf, type HostPrograms } from './image';
import { materialiseVolumes, mountMappings, volumeDirectories } from './volumes';

/** Set in the environment of every process of one engine, so that strays can be told from other programs. */
export const RUN_ID_VARIABLE = 'LAB_RUN_ID';

/** What pods need on this machine. */
export interface PodInputs {
  readonly programs: HostPrograms;
  readonly apps: readonly App[];
  readonly images: Readonly<Record<string, MappedImage>>;
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
  const entry = entryOf(container.image, inputs, where);
  const mappings = mountMappings(container, directories);
  const rewrite = (text: string): string =>
    rewriteWildcard(rewriteNames(rewritePaths(text, mappings), pod.namespace, services), pod.ip);
  const context: ContainerContext = {
    container,
    pod,
    inputs,
    where,
    rewrite,
    variables: manifestEnvironment(container, pod, inputs.config),
  };
  const started = isMapped(entry) ? mappedStart(entry, context) : appStart(entry, context);
  const temporary = mappings.find((mapping) => mapping.mountPath === '/tmp')?.hostPath ?? scratch;
  return {
    container,
    command: started.command,
    environment: {
      PATH: inputs.programs.searchPath,
      HOME: podDir,
      HOSTNAME: pod.name,
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      TMPDIR: temporary,
      ...started.environment,
      ...Object.fromEntries([...context.variables].map(([name, value]) => [name, rewrite(value)])),
      ...(pod.owner.kind === 'Job' ? { [JOB_ENV.api]: inputs.apiUrl, [JOB_ENV.engine]: 'local' } : {}),
      [RUN_ID_VARIABLE]: inputs.runId,
    },
    workingDirectory:
      started.folder ?? (container.workingDir === undefined ? podDir : rewritePaths(container.workingDir, mappings)),
    logFile: inputs.logFileOf(container.name),
    mappings,
    rewrite,
    sideCommand: started.sideCommand,
  };
}

interface ContainerContext {
  readonly container: Container;
  readonly pod: PodIdentity;
  readonly inputs: PodInputs;
  readonly where: string;
  readonly rewrite: (text: string) => string;
  /** Of its manifest. */
  readonly variables: ReadonlyMap<string, string>;
}

/** How a container begins, by the kind of its image. */
interface Start {
  readonly command: string[];
  /** Below the variables of the manifest. */
  readonly environment: Readonly<Record<string, string>>;
  /** @default - the pod's own folder, or the container's workingDir */
  readonly folder?: string;
  readonly sideCommand: ContainerPlan['sideCommand'];
}

/** An app of this repository: its own entry point unless the container names another command. */
function appStart(app: App, { container, pod, inputs, where, rewrite, variables }: ContainerContext): Start {
  const programs = programsOf(app, inputs.programs);
  const { modelDir, podDir, apiUrl } = inputs;
  const placeholders = { repo: programs.root, modelDir, podIp: pod.ip, podDir, apiUrl };
  const fill = (text: string): string => fillPlaceholders(text, placeholders);
  const expanded = (text: string): string => rewrite(expand(text, (name) => variables.get(name)));
  const entryPoint = container.command?.map(expanded) ?? app.command;
  const words = [...entryPoint, ...container.args.map(expanded), ...app.hostArgs.map(fill)];
  return {
    command: hostCommand(words, programs, `${where}.command`),
    environment: Object.fromEntries(Object.entries(app.hostEnv).map(([name, value]) => [name, fill(value)])),
    sideCommand: (command) => hostCommand(command.map(rewrite), programs, where),
  };
}

/** A mapped image: what the mapping says and nothing else, whatever command the container names. */
function mappedStart(image: MappedImage, { container, pod, inputs, where, rewrite, variables }: ContainerContext): Start {
  const [port] = container.ports;
  const environment = {
    ...image.environment,
    HOST: pod.ip,
    ...(port === undefined ? {} : { PORT: String(port.containerPort) }),
  };
  if (image.manifest === 'foreign')
    throwAny([...variables.keys()].filter(decidesCode).map((name) => variableRefused(where, name)));
  const known = new Map([...Object.entries(environment), ...variables]);
  const command = image.command.map((text) => rewrite(expand(text, (name) => known.get(name))));
  return {
    command: mappedCommand(command, image, inputs.programs.searchPath, where),
    environment,
    folder: image.folder,
    sideCommand: () => {
      throw new UserError({ where, problem: 'commands of a mapped image are not run.', code: 'manifest-wrong' });
    },
  };
}
