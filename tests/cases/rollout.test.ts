import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { diffManifests, type DiffReport } from '../../scaling/diff';
import { HpaController, type HpaSpec, type Pod, type ResourceSample, type SyncResult } from '../../scaling/hpa';
import { readManifests, type Manifests } from '../../scaling/manifests';
import type { DeployRecord } from '../../scaling/rollout';
import { parseSimulation, simulate } from '../../scaling/simulate';

const CASES = join(__dirname, 'public');

function read(name: string, file: string): string {
  return readFileSync(join(CASES, name, file), 'utf8');
}

function manifestsOf(text: string): Manifests {
  return readManifests([{ file: 'input.yaml', text }]);
}

describe('algo-containerresource-container-absent', () => {
  interface Sync {
    readonly spec: HpaSpec;
    readonly specReplicas: number;
    readonly statusReplicas: number;
    readonly pods: readonly (Pick<Pod, 'name' | 'containers'> & { readonly usageMilli: Readonly<Record<string, number>> })[];
  }
  const NOW_MS = 3_600_000;
  const sync = JSON.parse(read('algo-containerresource-container-absent', 'sync.json')) as Sync;

  function syncOn(kubernetesVersion: string | undefined, { spec, pods, specReplicas, statusReplicas }: Sync = sync): SyncResult {
    const sampleOf = (usage: Readonly<Record<string, number>>): ResourceSample => ({
      atMs: NOW_MS,
      windowMs: 30_000,
      containers: Object.entries(usage).map(([name, usageMilli]) => ({ name, usageMilli })),
    });
    return new HpaController(spec, kubernetesVersion === undefined ? {} : { kubernetesVersion }).sync(NOW_MS, {
      specReplicas,
      statusReplicas,
      pods: pods.map(({ name, containers }) => ({
        name,
        containers,
        phase: 'Running',
        deleting: false,
        ready: 'True',
        readyTransitionMs: 0,
        startMs: 0,
      })),
      resources: { cpu: pods.map(({ usageMilli }) => sampleOf(usageMilli)) },
    });
  }

  test.each(['1.33', '1.34', 'v1.34.4'])('on %s the pod without the container requests nothing: 4 replicas', (version) => {
    expect(syncOn(version)).toMatchObject({ replicas: 4, error: undefined });
  });

  test.each(['1.35', '1.36', '1.37', undefined])('on %s it is an error, and the replicas stay', (version) => {
    const { replicas, error } = syncOn(version);
    expect(replicas).toBe(2);
    expect(error).toContain('container app not found in Pod b');
  });

  test('a sidecar that only some pods have is the same kind: the others are skipped on 1.34', () => {
    const quiet = {
      ...sync,
      pods: sync.pods.map((pod) => ({ ...pod, usageMilli: pod.name === 'a' ? { app: 20 } : { server: 20 } })),
    };
    expect(syncOn('1.34', quiet)).toMatchObject({ replicas: 2, error: undefined });
    expect(syncOn('1.35', quiet).error).toContain('container app not found');
  });
});

describe('diff-maxsurge', () => {
  const [base, head] = ['base.yaml', 'head.yaml'].map((file) => read('diff-maxsurge', file)) as [string, string];

  function compared(before: string, after: string): DiffReport {
    return diffManifests({ name: 'base', manifests: manifestsOf(before) }, { name: 'head', manifests: manifestsOf(after) });
  }

  function wordsOf(before: string, after: string): string[] {
    return compared(before, after).changes.flatMap(({ settings }) => settings.map(({ words }) => words));
  }

  test('the settings that change are told', () => {
    expect(wordsOf(base, head)).toEqual(['maxSurge 0 → 100 %', 'maxUnavailable 1 → 0']);
  });

  test('so are the other fields that say how a Deployment rolls', () => {
    const strategy = 'strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}';
    expect(wordsOf(base, base.replace(strategy, 'strategy: {type: Recreate}'))).toContain('strategy RollingUpdate → Recreate');
    expect(wordsOf(base, base.replace(strategy, `${strategy}\n  minReadySeconds: 30`))).toEqual([
      'available once ready for 0 → 30 s',
    ]);
    expect(wordsOf(base, base.replace(strategy, `${strategy}\n  paused: true`))).toEqual(['rollouts run → paused']);
    expect(wordsOf(base, base.replace(strategy, `${strategy}\n  progressDeadlineSeconds: 60`))).toEqual([
      'progress deadline 600 → 60 s',
    ]);
  });

  test('a deploy at peak says how many pods there are at once, on both sides', () => {
    const { deploys } = compared(base, head);
    expect(deploys).toHaveLength(1);
    const [deploy] = deploys;
    expect(deploy).toMatchObject({ pods: 'Deployment api', base: { roomPods: 20 }, head: { roomPods: 40 } });
    expect(deploy!.base.peakPods).toBe(deploy!.base.neededPods);
    expect(deploy!.head.peakPods).toBe(2 * deploy!.head.neededPods);
    expect(deploy!.base.leastReadyPods).toBe(deploy!.base.neededPods - 1);
    expect(deploy!.head.leastReadyPods).toBe(deploy!.head.neededPods);
  });

  test('with an External metric a surge within the tolerance shows as pods asked for above need', () => {
    const cpu = 'type: Resource\n    resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}';
    const queue = "type: External\n    external: {metric: {name: backlog}, target: {type: AverageValue, averageValue: '10'}}";
    const wide = (text: string): string => text.replace(cpu, queue).replace('maxReplicas: 20', 'maxReplicas: 44');
    const small = wide(base).replace('{maxSurge: 0, maxUnavailable: 1}', '{maxSurge: 2, maxUnavailable: 0}');
    const [deploy] = compared(wide(base), small).deploys;
    expect(deploy!.head.peakReplicas).toBeGreaterThan(deploy!.head.neededPods);
    expect(deploy!.base.peakReplicas).toBe(deploy!.base.neededPods);
  });

  test('where nothing about a deploy changes there is no row', () => {
    expect(compared(base, base).deploys).toEqual([]);
    expect(compared(base, base.replace('registry.example/api:1', 'registry.example/api:2')).deploys).toEqual([]);
  });

  test('a default that is written out is no change', () => {
    const bare = base.replace('  strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}\n', '');
    const written = base.replace('{maxSurge: 0, maxUnavailable: 1}', '{maxSurge: 25%, maxUnavailable: 25%}');
    expect(wordsOf(bare, written)).toEqual([]);
  });
});

describe('what is reported about the HPA during rollouts, as docs/rollouts.md says it', () => {
  const EXAMPLES = join(__dirname, '../../docs/examples/rollouts');

  function deployOf(file: string): DeployRecord {
    const { config } = parseSimulation(file, parse(readFileSync(join(EXAMPLES, file), 'utf8')));
    return simulate(config, 1).deploys[0]!;
  }

  function replicasWritten({ written }: DeployRecord): number[] {
    return written.map(({ replicas }) => replicas);
  }

  test('kubernetes/kubernetes#138505: a surge within the tolerance becomes the count, with External AverageValue', () => {
    const deploy = deployOf('surge-becomes-the-count.yaml');
    expect(deploy).toMatchObject({ neededPods: 31, peakReplicas: 33, peakPods: 35 });
    expect(deploy.settledAfterSeconds).toBeGreaterThan(600);
  });

  test('without stabilization spec.replicas flips between 31 and 33 at every sync', () => {
    const deploy = deployOf('flips-at-every-sync.yaml');
    expect(replicasWritten(deploy).slice(0, 40)).toEqual(Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? 33 : 31)));
    const gaps = deploy.written.slice(1).map(({ afterSeconds }, index) => afterSeconds - deploy.written[index]!.afterSeconds);
    expect(deploy.written.length).toBeGreaterThan(50);
    // 15 s, and the time that a sync works.
    for (const gap of gaps) expect(gap).toBeCloseTo(15.02, 1);
  });

  test('kubernetes/kubernetes#72775: memory that does not change makes the count grow by the surge', () => {
    const deploy = deployOf('memory-counts-the-surge.yaml');
    expect(deploy.neededPods).toBe(10);
    expect(replicasWritten(deploy).slice(0, 4)).toEqual([12, 14, 16, 18]);
  });

  test('kubernetes/kubernetes#84142: the count ends at the maximum, and the surge comes on top', () => {
    expect(deployOf('twice-the-maximum.yaml')).toMatchObject({ neededPods: 10, peakReplicas: 40, peakPods: 80 });
  });

  test('with maxSurge 50 % and an External metric there are half as many pods again', () => {
    expect(deployOf('half-again.yaml')).toMatchObject({ neededPods: 31, peakPods: 47, peakReplicas: 31 });
  });
});
