import { exampleRollout, readyAll, reason, sizes, TEMPLATE, terminating } from './example-rollout';
import { Rollout } from './rollout';
import type { DeploymentSpec, IntOrPercent } from './types';

function rolling(replicas: number, maxSurge: IntOrPercent, maxUnavailable: IntOrPercent): DeploymentSpec {
  return { replicas, strategy: { rollingUpdate: { maxSurge, maxUnavailable } } };
}

describe('a rolling update', () => {
  test('goes 25 % above and below by default: 10 pods get 3 new ones at once and lose 2', () => {
    const rollout = exampleRollout({ replicas: 10 });
    rollout.edit({}, 'v2');
    expect(rollout.settle(10_000).scaled).toEqual([
      { template: 'v2', from: 0, to: 3 },
      { template: 'v1', from: 10, to: 8 },
      { template: 'v2', from: 3, to: 5 },
    ]);
    expect(sizes(rollout)).toEqual({ v1: 8, v2: 5 });
  });

  test('rounds a surge up and unavailability down, and lets one pod go when both come to nothing', () => {
    const sizesWith = (maxSurge: IntOrPercent, maxUnavailable: IntOrPercent): Record<string, number> => {
      const rollout = exampleRollout(rolling(10, maxSurge, maxUnavailable));
      rollout.edit({}, 'v2');
      rollout.settle(10_000);
      return sizes(rollout);
    };
    expect(sizesWith('11%', 0)).toEqual({ v1: 10, v2: 2 });
    expect(sizesWith(0, '29%')).toEqual({ v1: 8, v2: 2 });
    expect(sizesWith('0%', '9%')).toEqual({ v1: 9, v2: 1 });
  });

  test('takes a step for every pod that gets available, and is complete when all are', () => {
    const rollout = exampleRollout(rolling(4, 1, 0));
    rollout.edit({}, 'v2');
    rollout.settle(10_000);
    const seen = [sizes(rollout)];
    for (let seconds = 20; reason(rollout, 'Progressing') !== 'NewReplicaSetAvailable'; seconds += 10) {
      readyAll(rollout, seconds * 1000);
      seen.push(sizes(rollout));
    }
    expect(seen).toEqual([
      { v1: 4, v2: 1 },
      { v1: 3, v2: 2 },
      { v1: 2, v2: 3 },
      { v1: 1, v2: 4 },
      { v1: 0, v2: 4 },
    ]);
    expect([rollout.status.updated, rollout.status.replicas, rollout.revision]).toEqual([4, 4, 2]);
  });

  test('takes old pods that are not available first: they cost no availability', () => {
    const rollout = exampleRollout(rolling(4, 1, 1));
    rollout.podNotReady('p2', 5_000, 3);
    rollout.settle(5_000);
    rollout.edit({}, 'v2');
    rollout.settle(10_000);
    expect(sizes(rollout)).toEqual({ v1: 3, v2: 2 });
    expect(terminating(rollout)).toEqual(['p2']);
  });

  test('that another one overtakes starts the newest template only once older pods make room', () => {
    const rollout = exampleRollout(rolling(4, 1, 0));
    rollout.edit({}, 'v2');
    rollout.settle(10_000);
    rollout.edit({}, 'v3');
    rollout.settle(11_000);
    expect(sizes(rollout)).toEqual({ v1: 4, v2: 0, v3: 1 });
  });

  test('back to an earlier template scales that ReplicaSet up again, as the newest revision', () => {
    const rollout = exampleRollout(rolling(2, 1, 0));
    rollout.edit({}, 'v2');
    rollout.settle(10_000);
    rollout.edit({}, TEMPLATE);
    rollout.settle(20_000);
    expect(sizes(rollout)).toEqual({ v1: 2, v2: 0 });
    expect(rollout.replicaSets.map(({ revision }) => revision)).toEqual([3, 2]);
    expect(rollout.revision).toBe(3);
  });

  test('keeps as many old ReplicaSets as the history limit allows, the latest revisions', () => {
    const rollout = exampleRollout({ ...rolling(1, 1, 0), revisionHistoryLimit: 1 });
    const removed = ['v2', 'v3', 'v4'].flatMap((template, index) => {
      const nowMs = (index + 1) * 100_000;
      rollout.edit({}, template);
      rollout.settle(nowMs);
      for (const { name } of rollout.pods.filter(({ ready }) => !ready)) {
        rollout.podStarted(name, 'node', nowMs);
        rollout.podReady(name, nowMs);
      }
      return rollout.settle(nowMs).removedReplicaSets;
    });
    expect(removed).toEqual(['v1', 'v2']);
    expect(sizes(rollout)).toEqual({ v3: 0, v4: 1 });
  });
});

describe('scaling', () => {
  test('in the middle of a rollout is shared in proportion to the sizes, and what rounding leaves goes to the largest', () => {
    const rollout = exampleRollout(rolling(10, '25%', '25%'));
    rollout.edit({}, 'v2');
    rollout.settle(10_000);
    rollout.edit({ replicas: 20 });
    expect(rollout.settle(20_000).scaled.slice(0, 2)).toEqual([
      { template: 'v1', from: 8, to: 15 },
      { template: 'v2', from: 5, to: 10 },
    ]);
  });

  test('to zero takes every ReplicaSet to zero', () => {
    const rollout = exampleRollout(rolling(10, '25%', '25%'));
    rollout.edit({}, 'v2');
    rollout.settle(10_000);
    rollout.edit({ replicas: 0 });
    rollout.settle(20_000);
    expect(sizes(rollout)).toEqual({ v1: 0, v2: 0 });
    expect(rollout.status).toMatchObject({ replicas: 0, terminating: 10 });
  });

  test('starts no rollout: the condition Progressing stays as it was', () => {
    const rollout = exampleRollout({ replicas: 2 });
    const before = rollout.status.conditions.find(({ type }) => type === 'Progressing');
    rollout.edit({ replicas: 5 });
    rollout.settle(10_000);
    expect(rollout.status.conditions).toContainEqual(before);
    expect(reason(rollout, 'Available')).toBe('MinimumReplicasUnavailable');
  });

  test('in one sync a ReplicaSet makes or deletes 500 pods at most; the next one makes the rest', () => {
    const rollout = new Rollout({ replicas: 1200 }, TEMPLATE);
    expect(rollout.settle(0).created).toHaveLength(1200);
  });
});

describe('pods', () => {
  test('being deleted count as terminating only, and are replaced at once', () => {
    const rollout = exampleRollout({ replicas: 3 });
    rollout.evict('p1');
    expect(rollout.settle(10_000).created.map(({ name }) => name)).toEqual(['p4']);
    expect(rollout.status).toMatchObject({ replicas: 3, ready: 2, terminating: 1 });
    rollout.podGone('p1');
    rollout.settle(20_000);
    expect(rollout.status.terminating).toBe(0);
  });

  test('that have failed count nowhere, and are replaced', () => {
    const rollout = exampleRollout({ replicas: 3 });
    rollout.podFailed('p1', 10_000);
    expect(rollout.settle(10_000).created.map(({ name }) => name)).toEqual(['p4']);
    expect(rollout.status).toMatchObject({ replicas: 3, ready: 2, terminating: 0 });
  });

  test('without a node are gone as soon as they are deleted', () => {
    const rollout = new Rollout({ replicas: 2 }, TEMPLATE);
    rollout.settle(0);
    rollout.edit({ replicas: 1 });
    expect(rollout.settle(1_000).deleted.map(({ name }) => name)).toEqual(['p1']);
    expect(rollout.pods.map(({ name }) => name)).toEqual(['p2']);
  });

  test('are available only when they have been ready for minReadySeconds, and the controller asks to be woken then', () => {
    const rollout = new Rollout({ replicas: 1, minReadySeconds: 30 }, TEMPLATE);
    rollout.settle(0);
    readyAll(rollout, 5_000);
    expect(rollout.status).toMatchObject({ ready: 1, available: 0 });
    expect(rollout.nextWakeMs).toBe(35_000);
    rollout.settle(34_999);
    expect(rollout.status.available).toBe(0);
    rollout.settle(35_000);
    expect(rollout.status.available).toBe(1);
    expect(rollout.nextWakeMs).toBeUndefined();
  });
});

describe('the progress deadline', () => {
  test('is reported a second after it has passed; pods stay, and progress afterwards takes it back', () => {
    const rollout = exampleRollout({ ...rolling(2, 1, 0), progressDeadlineSeconds: 60 });
    rollout.edit({}, 'v2');
    rollout.settle(100_000);
    expect(rollout.nextWakeMs).toBe(161_000);
    rollout.settle(160_000);
    expect(reason(rollout, 'Progressing')).toBe('ReplicaSetUpdated');
    rollout.settle(161_000);
    expect(reason(rollout, 'Progressing')).toBe('ProgressDeadlineExceeded');
    expect(sizes(rollout)).toEqual({ v1: 2, v2: 1 });
    readyAll(rollout, 200_000);
    expect(reason(rollout, 'Progressing')).toBe('ReplicaSetUpdated');
  });

  test('of the greatest integer is none: there is no condition Progressing', () => {
    const rollout = exampleRollout({ replicas: 1, progressDeadlineSeconds: 2 ** 31 - 1 });
    expect(reason(rollout, 'Progressing')).toBeUndefined();
  });
});

describe('Recreate', () => {
  test('starts no new pod before the last old one is gone', () => {
    const rollout = exampleRollout({ replicas: 2, strategy: { type: 'Recreate' } });
    rollout.edit({}, 'v2');
    rollout.settle(10_000);
    expect(sizes(rollout)).toEqual({ v1: 0 });
    rollout.podGone('p1');
    rollout.settle(20_000);
    expect(sizes(rollout)).toEqual({ v1: 0 });
    rollout.podGone('p2');
    rollout.settle(30_000);
    expect(sizes(rollout)).toEqual({ v1: 0, v2: 2 });
  });

  test('is unavailable as soon as one pod is missing: no pod may be', () => {
    const rollout = exampleRollout({ replicas: 2, strategy: { type: 'Recreate' } });
    rollout.podNotReady('p1', 10_000);
    rollout.settle(10_000);
    expect(reason(rollout, 'Available')).toBe('MinimumReplicasUnavailable');
  });
});

describe('a paused Deployment', () => {
  test('rolls nothing out, but scales', () => {
    const rollout = exampleRollout({ replicas: 2 });
    rollout.edit({ paused: true }, 'v2');
    rollout.settle(10_000);
    rollout.edit({ replicas: 4 });
    rollout.settle(20_000);
    expect(sizes(rollout)).toEqual({ v1: 4 });
    expect(reason(rollout, 'Progressing')).toBe('DeploymentPaused');
  });

  test('has its deadline run from when it is resumed', () => {
    const rollout = exampleRollout({ ...rolling(2, 1, 0), progressDeadlineSeconds: 60, paused: false });
    rollout.edit({}, 'v2');
    rollout.settle(10_000);
    rollout.edit({ paused: true });
    rollout.settle(20_000);
    rollout.edit({ paused: false });
    rollout.settle(500_000);
    expect(reason(rollout, 'Progressing')).toBe('DeploymentResumed');
    expect(rollout.nextWakeMs).toBe(561_000);
  });
});
