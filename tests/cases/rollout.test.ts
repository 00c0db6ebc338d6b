import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diffManifests } from '../../scaling/diff';
import { HpaController, type HpaSpec, type Pod, type ResourceSample, type SyncResult } from '../../scaling/hpa';
import { readManifests, type Manifests } from '../../scaling/manifests';

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

  function wordsOf(before: string, after: string): string[] {
    const sides = {
      base: { name: 'base', manifests: manifestsOf(before) },
      head: { name: 'head', manifests: manifestsOf(after) },
    };
    return diffManifests(sides.base, sides.head).changes.flatMap(({ settings }) => settings.map(({ words }) => words));
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

  test('a default that is written out is no change', () => {
    const bare = base.replace('  strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}\n', '');
    const written = base.replace('{maxSurge: 0, maxUnavailable: 1}', '{maxSurge: 25%, maxUnavailable: 25%}');
    expect(wordsOf(bare, written)).toEqual([]);
  });
});
