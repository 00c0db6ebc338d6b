import { existsSync } from 'node:fs';
import { commandsIn, type RunCommand } from '../../infra/commands';
import { preparePackages, type Addon, type BaseKind, type Packages } from '../../tools/from-packages';
import { packagesHost } from '../packages-host';
import { LAB_DIR, REPO } from '../paths';
import { localBackend } from './backend';
import { FROM_PACKAGES_NOTE, KIND_KUBECONFIG, stackOf, type ClusterEngine } from './engines';
import { Pulumi, requirePulumi } from './pulumi';
import type { Recovery } from './recover';

/** Pulumi on the stack of an engine, with the tools that the cluster was made with. */
export interface Session {
  readonly pulumi: Pulumi;
  readonly environment: NodeJS.ProcessEnv;
  /** Runs kind, docker and kubectl of that environment. */
  readonly run: RunCommand;
  /** Undefined when the machine's own tools are used. */
  readonly packages: Packages | undefined;
}

/** Whether a run uses tools from packages: its own choice, or that of the run which made the cluster. */
export function usesPackages(engine: ClusterEngine, asked: boolean): boolean {
  return engine === 'kind' && (asked || existsSync(FROM_PACKAGES_NOTE));
}

interface SessionOptions {
  readonly fromPackages: boolean;
  /**
   * What the cluster needs besides Kubernetes, made from packages with the tools.
   * @default - nothing
   */
  readonly addons?: readonly Addon[];
  /**
   * What images are built from.
   * @default - what most are
   */
  readonly bases?: readonly BaseKind[];
}

/** @throws UserError when Pulumi is missing, or the tools cannot be made */
export async function openSession(
  engine: ClusterEngine,
  { fromPackages, ...wanted }: SessionOptions,
  signal: AbortSignal,
): Promise<Session> {
  const packages = fromPackages ? await preparePackages(packagesHost(signal), wanted) : undefined;
  const environment = { ...process.env, ...packages?.environment, ...localBackend(LAB_DIR) };
  const pulumi = new Pulumi({ cwd: REPO, environment, logFile: stackOf(engine).logFile, signal });
  await requirePulumi(pulumi);
  return { pulumi, environment, run: commandsIn(environment), packages };
}

/** What mends a stack before an update. Its own cluster is looked at only where it has one. */
export function recoveryOf({ pulumi, run }: Session, engine: ClusterEngine, print: (line: string) => void): Recovery {
  const stack = stackOf(engine);
  const kubeconfig = engine === 'kind' ? KIND_KUBECONFIG : undefined;
  return { pulumi, stack, kubeconfig, run, print };
}
