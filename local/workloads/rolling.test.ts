import type { KubernetesObject } from '../../contract';
import type { Workload } from '../kubernetes/objects';
import { validate } from '../kubernetes/validate';
import { web } from '../testing/manifests';
import { StandInLab } from './testing/stand-in-lab';

const WEB = { kind: 'Deployment', namespace: 'lab-test', name: 'web' } as const;
const ROLLING = { strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } };

function parsed(manifest: KubernetesObject): Workload {
  return validate([manifest])[0]!.parsed as Workload;
}

interface Wanted {
  readonly image?: string;
  readonly replicas?: number;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly kind?: 'Deployment' | 'StatefulSet';
}

function apply(lab: StandInLab, { image = 'v1', replicas = 4, spec = ROLLING, kind = 'Deployment' }: Wanted = {}): void {
  lab.workloads.apply(parsed(web({ kind, replicas, container: { image }, spec })));
  lab.workloads.reconcile();
}

/** A lab whose pods of `v1` are all ready, one of them after the other. */
function running(wanted: Wanted = {}): StandInLab {
  const lab = new StandInLab();
  apply(lab, wanted);
  for (let pods = 0; pods < (wanted.replicas ?? 4); pods++) lab.getReady(1);
  return lab;
}

function status(lab: StandInLab, kind: 'Deployment' | 'StatefulSet' = 'Deployment') {
  return lab.workloads.status({ ...WEB, kind })!;
}

describe('a changed pod template of a Deployment', () => {
  test('replaces pods one by one with maxSurge 1 and maxUnavailable 0; an old pod goes when a new one is ready', () => {
    const lab = running();
    expect(status(lab)).toMatchObject({ rollout: 'complete', ready: 4 });
    apply(lab, { image: 'v2' });
    expect(lab.images()).toEqual({ v1: 4, v2: 1 });
    const seen = [];
    for (let round = 0; round < 4; round++) {
      expect(status(lab)).toMatchObject({ rollout: 'progressing', isAvailable: true });
      lab.getReady();
      seen.push({ ...lab.images(), terminating: lab.terminating() });
      lab.goAway();
    }
    expect(seen).toEqual([
      { v1: 3, v2: 2, terminating: 1 },
      { v1: 2, v2: 3, terminating: 1 },
      { v1: 1, v2: 4, terminating: 1 },
      { v2: 4, terminating: 1 },
    ]);
    expect(status(lab)).toMatchObject({ rollout: 'complete', updated: 4, available: 4, terminating: 0 });
    expect(lab.events.list().map(({ message }) => message.replace(/web-\w+/, 'web-HASH'))).toEqual([
      'Scaled up replica set web-HASH from 0 to 4',
      ...[0, 1, 2, 3].flatMap((count) => [
        `Scaled up replica set web-HASH from ${count} to ${count + 1}`,
        `Scaled down replica set web-HASH from ${4 - count} to ${3 - count}`,
      ]),
    ]);
  });

  test('takes maxUnavailable pods away at once and starts as many new ones', () => {
    const lab = running();
    apply(lab, { image: 'v2', spec: { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '50%' } } } });
    expect(lab.images()).toEqual({ v1: 2, v2: 2 });
    expect(lab.terminating()).toBe(2);
  });

  test('with minReadySeconds waits for a ready pod to be available', async () => {
    const spec = { ...ROLLING, minReadySeconds: 30 };
    const lab = running({ replicas: 1, spec });
    await lab.clock.advance(30_000);
    expect(status(lab)).toMatchObject({ rollout: 'complete', available: 1 });
    apply(lab, { image: 'v2', replicas: 1, spec });
    lab.getReady();
    expect(status(lab)).toMatchObject({ ready: 2, available: 1, rollout: 'progressing' });
    await lab.clock.advance(29_000);
    expect(lab.images()).toEqual({ v1: 1, v2: 1 });
    await lab.clock.advance(1000);
    expect(lab.images()).toEqual({ v2: 1 });
  });

  test('with Recreate starts new pods when the old ones have gone, not before', () => {
    const spec = { strategy: { type: 'Recreate' } };
    const lab = running({ spec });
    apply(lab, { image: 'v2', spec });
    expect(lab.images()).toEqual({});
    expect(lab.terminating()).toBe(4);
    lab.goAway();
    expect(lab.images()).toEqual({ v2: 4 });
  });

  test('waits while the Deployment is paused, and goes on afterwards', () => {
    const lab = running();
    apply(lab, { image: 'v2', spec: { ...ROLLING, paused: true } });
    expect(lab.images()).toEqual({ v1: 4 });
    expect(status(lab).rollout).toBe('held');
    apply(lab, { image: 'v2' });
    expect(lab.images()).toEqual({ v1: 4, v2: 1 });
  });

  test('that never gets ready fails at the progress deadline with the old pods in place, and a correction ends it', async () => {
    const spec = { ...ROLLING, progressDeadlineSeconds: 60 };
    const lab = running({ spec });
    apply(lab, { image: 'broken', spec });
    await lab.clock.advance(59_000);
    expect(status(lab).rollout).toBe('progressing');
    await lab.clock.advance(3000);
    expect(status(lab)).toMatchObject({ rollout: 'failed', ready: 4, updated: 1 });
    apply(lab, { image: 'v1', spec });
    expect(lab.images()).toEqual({ v1: 4 });
    expect(status(lab).rollout).toBe('complete');
  });

  test('under way is scaled in proportion: both templates get their share of the pods that an autoscaler adds', () => {
    const lab = running({ replicas: 10, spec: { strategy: { rollingUpdate: { maxSurge: 5, maxUnavailable: 0 } } } });
    const spec = { strategy: { rollingUpdate: { maxSurge: 5, maxUnavailable: 0 } } };
    apply(lab, { image: 'v2', replicas: 10, spec });
    expect(lab.images()).toEqual({ v1: 10, v2: 5 });
    lab.workloads.scale(WEB, 20);
    lab.workloads.reconcile();
    expect(lab.images()).toEqual({ v1: 17, v2: 8 });
  });
});

describe('applying again', () => {
  function applyWithReplicas(lab: StandInLab, replicas: number | undefined): void {
    lab.workloads.apply(parsed(web({ container: { image: 'v1' }, spec: { replicas } })));
    lab.workloads.reconcile();
  }

  test('keeps the number of pods that an autoscaler has set where the manifest never wrote one', () => {
    const lab = new StandInLab();
    applyWithReplicas(lab, undefined);
    lab.workloads.scale(WEB, 3);
    applyWithReplicas(lab, undefined);
    expect(status(lab).desired).toBe(3);
  });

  test('falls to 1 where the manifest wrote a number and writes none any more, as kubectl apply does', () => {
    const lab = new StandInLab();
    applyWithReplicas(lab, 3);
    applyWithReplicas(lab, undefined);
    expect(status(lab).desired).toBe(1);
  });
});

test('a pod that somebody else deletes is replaced while it still ends', () => {
  const lab = running({ replicas: 2 });
  lab.discard(lab.active()[0]!);
  lab.workloads.reconcile();
  expect(lab.active()).toHaveLength(2);
  expect(status(lab)).toMatchObject({ terminating: 1, ready: 1 });
});

test('of the pods that crashed and the ready ones, a scale-down takes the crashed one', () => {
  const lab = running({ replicas: 3 });
  const [, crashed] = lab.active();
  lab.crash(crashed!);
  lab.workloads.scale(WEB, 2);
  lab.workloads.reconcile();
  expect(lab.active().map(({ name }) => name)).not.toContain(crashed!.name);
  expect(lab.active()).toHaveLength(2);
});

describe('a changed pod template of a StatefulSet', () => {
  const SET = { kind: 'StatefulSet', replicas: 3 } as const;

  test('is rolled out from the highest ordinal down, each pod once those above it are ready', () => {
    const lab = running({ ...SET, spec: {} });
    apply(lab, { ...SET, spec: {}, image: 'v2' });
    const order = [];
    for (let round = 0; round < 3; round++) {
      order.push(lab.active().map(({ name }) => name));
      lab.goAway();
      lab.getReady();
    }
    expect(order).toEqual([
      ['web-0', 'web-1'],
      ['web-0', 'web-2'],
      ['web-2', 'web-1'],
    ]);
    expect(status(lab, 'StatefulSet')).toMatchObject({ rollout: 'complete', updated: 3 });
  });

  test('leaves the pods below the partition, also when one of them starts again', () => {
    const spec = { updateStrategy: { rollingUpdate: { partition: 2 } } };
    const lab = running({ ...SET, spec });
    apply(lab, { ...SET, spec, image: 'v2' });
    lab.goAway();
    lab.getReady();
    expect(lab.images()).toEqual({ v1: 2, v2: 1 });
    expect(status(lab, 'StatefulSet').rollout).toBe('held');
    lab.discard(lab.active().find(({ name }) => name === 'web-0')!);
    lab.goAway();
    expect(lab.images()).toEqual({ v1: 2, v2: 1 });
  });

  test('with OnDelete is for pods that somebody deletes', () => {
    const spec = { updateStrategy: { type: 'OnDelete' } };
    const lab = running({ ...SET, spec });
    apply(lab, { ...SET, spec, image: 'v2' });
    expect(lab.images()).toEqual({ v1: 3 });
    lab.discard(lab.active()[0]!);
    lab.goAway();
    expect(lab.images()).toEqual({ v1: 2, v2: 1 });
  });
});

test.each([
  [{ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }, 'may not be 0 when maxSurge is 0'],
  [{ strategy: { type: 'Rolling' } }, 'is "Rolling"; must be Recreate or RollingUpdate'],
  [{ progressDeadlineSeconds: 5, minReadySeconds: 5 }, 'must be greater than minReadySeconds'],
])('a strategy that the API server would refuse is refused: %j', (spec, problem) => {
  expect(() => parsed(web({ spec }))).toThrow(problem);
});
