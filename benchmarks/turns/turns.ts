import { KSERVE_STOP, type RestingService } from '../../contract/turns';
import { UserError } from '../../contract/user-error';
import type { Clock, Sleep } from '../clock';
import type { Pod } from '../observe/pods';

/** Which services of the lab are up. */
export interface Turns {
  /** Runs a task while these services are up. */
  run<Value>(services: readonly string[], task: () => Promise<Value>): Promise<Value>;
  /** Runs a task for each service while it is up; results in their order. */
  each<Value>(services: readonly string[], task: (service: string) => Promise<Value>): Promise<Value[]>;
}

/** All services are up all the time. */
export const TOGETHER: Turns = {
  run: (_services, task) => task(),
  each: (services, task) => Promise.all(services.map(task)),
};

/** The part of the Kubernetes API that turns need. */
export interface TurnsApi {
  readonly namespace: string;
  pods(labelSelector: string): Promise<readonly Pod[]>;
  request(method: 'PATCH', path: string, body: object): Promise<{ readonly status: number }>;
}

export interface TurnsOptions {
  readonly now: Clock;
  readonly sleep: Sleep;
  readonly print: (line: string) => void;
}

/** How long a service may take to be up. After that it is measured anyway: the errors are the honest result. */
const WAKE_LIMIT_MS = 180_000;
/** How long its pods may take to be gone: more than any grace period of the lab. */
const REST_LIMIT_MS = 90_000;
const POLL_MS = 500;
const TRIES = 5;
const RETRY_MS = 1000;

/**
 * One service after another is up, for clusters that are too small for all of them. Every turn begins by putting all others to
 * rest, so a Job that was killed in its turn hinders no later one.
 */
export class InTurns implements Turns {
  public constructor(
    private readonly resting: readonly RestingService[],
    private readonly api: TurnsApi,
    private readonly options: TurnsOptions,
  ) {}

  public async run<Value>(services: readonly string[], task: () => Promise<Value>): Promise<Value> {
    const awake = this.resting.filter(({ service }) => services.includes(service));
    await this.rest(this.resting.filter((one) => !awake.includes(one)));
    try {
      await this.wake(awake);
      return await task();
    } finally {
      await this.rest(awake);
    }
  }

  public async each<Value>(services: readonly string[], task: (service: string) => Promise<Value>): Promise<Value[]> {
    const values: Value[] = [];
    for (const service of services) values.push(await this.run([service], () => task(service)));
    return values;
  }

  /** Asks for rest and does not wait: for a Job that is about to be stopped. */
  public async restAll(): Promise<void> {
    await Promise.all(this.resting.map((one) => this.patch(one, 'rest')));
  }

  private async wake(services: readonly RestingService[]): Promise<void> {
    for (const one of services) {
      this.options.print(`    waking ${one.service}`);
      await this.patch(one, 'wake');
    }
    for (const one of services)
      await this.until(WAKE_LIMIT_MS, async () => {
        const pods = await this.api.pods(one.podSelector);
        return pods.filter(({ isReady }) => isReady).length >= (one.kind === 'Deployment' ? one.replicas : 1);
      });
  }

  private async rest(services: readonly RestingService[]): Promise<void> {
    for (const one of services) await this.patch(one, 'rest');
    for (const one of services) await this.until(REST_LIMIT_MS, async () => (await this.api.pods(one.podSelector)).length === 0);
  }

  /** A look that fails is one that does not hold yet. */
  private async until(limitMs: number, holds: () => Promise<boolean>): Promise<void> {
    const endMs = this.options.now() + limitMs;
    while (!(await holds().catch(() => false)) && this.options.now() < endMs) await this.options.sleep(POLL_MS);
  }

  /** @throws UserError when the API refuses */
  private async patch(one: RestingService, to: 'wake' | 'rest'): Promise<void> {
    const { path, body } = patchOf(one, to, this.api.namespace);
    let answer: string | number = 'nothing';
    for (let tries = TRIES; tries > 0; tries--) {
      try {
        const { status } = await this.api.request('PATCH', path, body);
        if (status >= 200 && status < 300) return;
        answer = status;
        if (status >= 400 && status < 500 && status !== CONFLICT && status !== TOO_MANY) break;
      } catch (error) {
        answer = error instanceof Error ? error.message : String(error);
      }
      await this.options.sleep(RETRY_MS);
    }
    throw new UserError({
      where: `${one.kind} ${this.api.namespace}/${one.name}`,
      problem: `cannot be ${to === 'wake' ? 'woken' : 'put to rest'} for the turn of another service: the Kubernetes API answered ${answer}.`,
      fix: 'The Role "benchmark" of the manifests must let the Job patch it, and it must be there: apply the manifests of the lab again.',
      code: 'turn-refused',
    });
  }
}

const CONFLICT = 409;
const TOO_MANY = 429;

function patchOf(one: RestingService, to: 'wake' | 'rest', namespace: string): { readonly path: string; readonly body: object } {
  switch (one.kind) {
    case 'Deployment':
      return {
        path: `/apis/apps/v1/namespaces/${namespace}/deployments/${one.name}/scale`,
        body: { spec: { replicas: to === 'wake' ? one.replicas : 0 } },
      };
    case 'InferenceService':
      return {
        path: `/apis/serving.kserve.io/v1beta1/namespaces/${namespace}/inferenceservices/${one.name}`,
        body: { metadata: { annotations: { [KSERVE_STOP]: String(to === 'rest') } } },
      };
  }
}
