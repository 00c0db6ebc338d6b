import type { RestingService } from '../../contract/turns';
import type { Pod } from '../observe/pods';
import { readyPod } from '../testing/job';
import { InTurns, TOGETHER, type TurnsApi } from './turns';

const RESTING: readonly RestingService[] = [
  { service: 'fastapi', kind: 'Deployment', name: 'fastapi', podSelector: 'name=fastapi', replicas: 2 },
  { service: 'queue', kind: 'Deployment', name: 'queue-worker', podSelector: 'name=queue-worker', replicas: 1 },
  { service: 'kserve', kind: 'InferenceService', name: 'kserve', podSelector: 'name=kserve' },
];

/** A cluster whose pods come and go one look after they were asked to. */
class FakeCluster implements TurnsApi {
  public readonly namespace = 'lab';
  public readonly patches: string[] = [];
  public readonly up = new Map<string, number>();
  private readonly seen = new Map<string, number>();
  private nowMs = 0;

  /** @param answers statuses of the first patches; 200 after them */
  public constructor(private readonly answers: (number | Error)[] = []) {}

  public pods(selector: string): Promise<Pod[]> {
    const name = selector.replace('name=', '');
    const before = this.seen.get(name) ?? 0;
    this.seen.set(name, this.up.get(name) ?? 0);
    return Promise.resolve(Array.from({ length: before }, () => readyPod));
  }

  public request(_method: 'PATCH', path: string, body: object): Promise<{ status: number }> {
    const answer = this.answers.shift() ?? 200;
    if (answer instanceof Error) return Promise.reject(answer);
    if (answer >= 300) return Promise.resolve({ status: answer });
    const name = path.split('/')[7] ?? '';
    const { spec, metadata } = body as { spec?: { replicas: number }; metadata?: { annotations: Record<string, string> } };
    const pods = spec?.replicas ?? (metadata?.annotations['serving.kserve.io/stop'] === 'true' ? 0 : 1);
    this.up.set(name, pods);
    this.patches.push(`${name} ${pods}`);
    return Promise.resolve({ status: answer });
  }

  public turns(): InTurns {
    const sleep = (ms: number): Promise<void> => {
      this.nowMs += ms;
      return Promise.resolve();
    };
    return new InTurns(RESTING, this, { now: () => this.nowMs, sleep, print: () => undefined });
  }

  public awake(): string[] {
    return [...this.up].filter(([, pods]) => pods > 0).map(([name]) => name);
  }

  public get waitedMs(): number {
    return this.nowMs;
  }
}

test('in its turn a service has its pods, every other rests, and afterwards it rests too', async () => {
  const cluster = new FakeCluster();
  cluster.up.set('kserve', 1);
  const during = await cluster.turns().run(['fastapi'], () => Promise.resolve([cluster.awake(), cluster.up.get('fastapi')]));
  expect(during).toEqual([['fastapi'], 2]);
  expect(cluster.awake()).toEqual([]);
  expect(cluster.patches).toEqual(['queue-worker 0', 'kserve 0', 'fastapi 2', 'fastapi 0']);
});

test('a turn begins when the pods of others are gone and its own are ready', async () => {
  const cluster = new FakeCluster();
  await cluster.turns().run(['queue'], async () => expect(await cluster.pods('name=queue-worker')).toHaveLength(1));
});

test('services that nobody puts to rest are no part of a turn', async () => {
  const cluster = new FakeCluster();
  await cluster.turns().run(['knative'], () => Promise.resolve());
  expect(cluster.patches).toEqual(['fastapi 0', 'queue-worker 0', 'kserve 0']);
});

test('one after another, each is up alone, and the results come in order', async () => {
  const cluster = new FakeCluster();
  const seen = await cluster
    .turns()
    .each(['kserve', 'knative', 'fastapi'], (service) => Promise.resolve([service, cluster.awake()]));
  expect(seen).toEqual([
    ['kserve', ['kserve']],
    ['knative', []],
    ['fastapi', ['fastapi']],
  ]);
});

test('a task that fails leaves its service at rest', async () => {
  const cluster = new FakeCluster();
  const broken = cluster.turns().run(['kserve'], () => Promise.reject(new Error('broken')));
  await expect(broken).rejects.toThrow('broken');
  expect(cluster.awake()).toEqual([]);
});

test('a pod that never is ready is measured after three minutes: its errors are the result', async () => {
  const cluster = new FakeCluster();
  cluster.pods = () => Promise.resolve([]);
  await expect(cluster.turns().run(['kserve'], () => Promise.resolve('measured'))).resolves.toBe('measured');
  expect(cluster.waitedMs).toBe(180_000);
});

test('an API that is away for a moment, or busy, is asked again', async () => {
  const cluster = new FakeCluster([new Error('connect ECONNREFUSED'), 409, 503]);
  await cluster.turns().run(['kserve'], () => Promise.resolve());
  expect(cluster.patches).toHaveLength(4);
});

test('an API that refuses is an error that names the object and the answer', async () => {
  const refused = new FakeCluster([403]).turns().run(['kserve'], () => Promise.resolve());
  await expect(refused).rejects.toThrow(
    'Deployment lab/fastapi\n  cannot be put to rest for the turn of another service: the Kubernetes API answered 403.',
  );
});

test('a Job that is stopped asks for rest everywhere', async () => {
  const cluster = new FakeCluster();
  await cluster.turns().restAll();
  expect(cluster.patches.sort()).toEqual(['fastapi 0', 'kserve 0', 'queue-worker 0']);
});

test('together, everything runs at once', async () => {
  let running = 0;
  const seen = await TOGETHER.each(['a', 'b'], async () => {
    running++;
    await Promise.resolve();
    return running;
  });
  expect(seen).toEqual([2, 2]);
});
