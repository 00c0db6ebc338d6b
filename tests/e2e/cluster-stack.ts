import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { localBackend } from '../../cli/kubernetes/backend';
import { stackOf, type ClusterEngine } from '../../cli/kubernetes/engines';
import { parseOutputs, type StackOutputs } from '../../cli/kubernetes/outputs';
import { REPO } from './lab';

/** Stabilization window, age of metrics and the end of a pod together are less than half of it, on a busy machine too. */
const SCALE_DOWN_SECONDS = 240;

interface Step {
  readonly op: string;
  readonly urn: string;
}

/** The stack that `./lab up --on ENGINE` makes, and its cluster, asked by the tools of Pulumi and Kubernetes themselves. */
export class ClusterStack {
  private readonly name: string;
  private kubeconfig: string | undefined;

  /** @param environment in which `kind`, `kubectl` and `pulumi` are found */
  public constructor(
    engine: ClusterEngine,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly namespace = 'ml-scaling-lab',
  ) {
    this.name = stackOf(engine).name;
  }

  /** What a command prints; throws what it said when it fails. */
  public run(command: readonly string[]): string {
    const [program = '', ...args] = command;
    const env = { ...this.environment, ...localBackend(join(REPO, '.lab')) };
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: REPO, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`);
    return stdout;
  }

  public outputs(): StackOutputs {
    return parseOutputs(this.run(['pulumi', 'stack', 'output', '--stack', this.name, '--json']));
  }

  /** What an update would do, by the names of resources. */
  public plannedSteps(profile: string): Record<string, string> {
    const command = ['pulumi', 'preview', '--stack', this.name, '--json', '--config', `lab:profile=${profile}`];
    const { steps } = JSON.parse(this.run(command)) as { readonly steps: readonly Step[] };
    return Object.fromEntries(
      steps.filter(({ op }) => op !== 'same' && op !== 'read').map(({ op, urn }) => [urn.split('::').at(-1) ?? '', op]),
    );
  }

  public kubectl(...args: readonly string[]): string {
    this.kubeconfig ??= this.outputs().kubeconfigPath;
    return this.run(['kubectl', '--kubeconfig', this.kubeconfig, '--namespace', this.namespace, ...args]);
  }

  /** Waits until an HPA counts one pod. When it does is up to the machine, so no benchmark's length can promise it. */
  public untilOnePod(hpa: string): void {
    this.kubectl('wait', `hpa/${hpa}`, '--for', 'jsonpath={.status.currentReplicas}=1', `--timeout=${SCALE_DOWN_SECONDS}s`);
  }

  /** Waits until a service has no pod any more. */
  public untilNoPod(service: string): void {
    const pods = ['pod', '--selector', `app.kubernetes.io/name=${service}`];
    this.kubectl('wait', ...pods, '--for', 'delete', `--timeout=${SCALE_DOWN_SECONDS}s`);
  }
}
