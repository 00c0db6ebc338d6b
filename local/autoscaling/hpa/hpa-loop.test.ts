import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HpaSpec } from '../../../scaling/hpa';
import type { PodMetrics } from '../../usage/sampler';
import { replayDecisions } from '../testing/replay/replay';
import { fakeContext, type FakeContext } from '../testing/fake-targets';
import type { FakeClock } from '../../testing/fake-clock';
import { HpaLoop } from './hpa-loop';

const folder = mkdtempSync(join(tmpdir(), 'lab-hpa-'));
afterAll(() => rmSync(folder, { recursive: true }));

const spec: HpaSpec = {
  scaleTargetRef: { kind: 'Deployment', name: 'web' },
  minReplicas: 1,
  maxReplicas: 4,
  metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
  behavior: { scaleDown: { stabilizationWindowSeconds: 60 } },
};

function using(cpuMillis: () => number) {
  return (_: string, clock: FakeClock): PodMetrics => ({
    atMs: clock.nowMs(),
    windowMs: 15_000,
    containers: [{ name: 'web', cpuMillis: cpuMillis(), memoryBytes: 5e7 }],
  });
}

function status(loop: { status(): object }): Record<string, unknown> {
  return loop.status() as Record<string, unknown>;
}

function start(context: FakeContext, parts: Partial<HpaSpec> = {}) {
  return new HpaLoop({ namespace: 'lab', name: 'web', spec: { ...spec, ...parts } }, context).start();
}

test('usage above the target scales up at the next sync, and down again after the stabilization window', async () => {
  let cpuMillis = 400;
  const context = fakeContext(join(folder, 'up-down'), { replicas: 1, metricsOf: using(() => cpuMillis) });
  const loop = start(context);
  await context.clock.advance(0);
  expect(context.targets.scaled).toEqual([2]);
  expect(context.events).toEqual([
    'Normal SuccessfulRescale New size: 2; reason: cpu resource utilization (percentage of request) above target',
  ]);
  cpuMillis = 100;
  await context.clock.advance(59_000);
  expect(context.targets.specReplicas).toBe(2);
  await context.clock.advance(16_000);
  expect(context.targets.scaled).toEqual([2, 1]);
  loop.stop();
});

test('status holds what kubectl shows: replicas, metrics, conditions and the time of the last rescale', async () => {
  const context = fakeContext(join(folder, 'status'), { replicas: 1, metricsOf: using(() => 400) });
  const loop = start(context);
  await context.clock.advance(0);
  expect(status(loop)).toEqual({
    currentReplicas: 1,
    desiredReplicas: 2,
    lastScaleTime: '2023-11-14T22:13:20Z',
    currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 80, averageValue: '400m' } } }],
    conditions: [
      expect.objectContaining({
        type: 'AbleToScale',
        status: 'True',
        reason: 'SucceededRescale',
        lastTransitionTime: '2023-11-14T22:13:20Z',
      }),
      expect.objectContaining({ type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound' }),
      expect.objectContaining({ type: 'ScalingLimited', status: 'False', reason: 'DesiredWithinRange' }),
      expect.objectContaining({ type: 'ScaledToZero', status: 'False', reason: 'NotScaledToZero' }),
    ],
  });
  loop.stop();
});

test('without metrics the replicas stay and the events say so in the words of the controller', async () => {
  const context = fakeContext(join(folder, 'none'), { replicas: 2 });
  const loop = start(context);
  await context.clock.advance(0);
  expect(context.targets.scaled).toEqual([]);
  expect(context.events[0]).toBe(
    'Warning FailedGetResourceMetric failed to get cpu utilization: unable to get metrics for resource cpu: no metrics returned from resource metrics API',
  );
  expect(status(loop)['currentMetrics']).toEqual([{ type: '' }]);
  loop.stop();
});

test('a missing target is reported as FailedGetScale', async () => {
  const context = fakeContext(join(folder, 'missing'), { replicas: 1 });
  const loop = start(context, { scaleTargetRef: { kind: 'Deployment', name: 'wbe' } });
  await context.clock.advance(0);
  expect(context.events).toEqual(['Warning FailedGetScale deployments "wbe" not found']);
  expect(status(loop)['conditions']).toEqual([
    expect.objectContaining({ type: 'AbleToScale', status: 'False', reason: 'FailedGetScale' }),
  ]);
  loop.stop();
});

test('a stopped controller leaves the workload alone', async () => {
  let cpuMillis = 100;
  const context = fakeContext(join(folder, 'stopped'), { replicas: 1, metricsOf: using(() => cpuMillis) });
  const loop = start(context);
  await context.clock.advance(15_000);
  loop.stop();
  cpuMillis = 500;
  await context.clock.advance(60_000);
  expect(context.targets.scaled).toEqual([]);
});

describe('a recording', () => {
  const recorded = join(folder, 'recorded');
  const file = join(recorded, 'hpa-web.ndjson');

  beforeAll(async () => {
    let cpuMillis = 480;
    let unknownPod = 'web-1';
    const context = fakeContext(recorded, {
      replicas: 1,
      metricsOf: (uid, clock) => (uid === unknownPod ? undefined : using(() => cpuMillis)(uid, clock)),
    });
    const loop = start(context);
    for (const next of [480, 300, 120, 30, 30, 30, 450]) {
      cpuMillis = next;
      if (next === 120) unknownPod = '';
      await context.clock.advance(30_000);
    }
    loop.stop();
    context.decisions.close();
    expect(context.targets.scaled).toEqual([2, 1, 2]);
  });

  test('replays to the same decisions', () => {
    expect(readFileSync(file, 'utf8').trimEnd().split('\n')).toHaveLength(1 + 15);
    expect(replayDecisions(file)).toEqual([]);
  });

  test('with one changed outcome names the line and the field', () => {
    const lines = readFileSync(file, 'utf8').split('\n');
    const step = JSON.parse(lines[3]!) as { at: number; outcome: { replicas: number } };
    const original = step.outcome.replicas;
    step.outcome.replicas = 99;
    lines[3] = JSON.stringify(step);
    const changed = join(folder, 'changed.ndjson');
    writeFileSync(changed, lines.join('\n'));
    expect(replayDecisions(changed)).toEqual([
      { line: 4, atMs: step.at, field: 'outcome.replicas', recorded: 99, replayed: original },
    ]);
  });

  test('that ends in half a line replays the complete lines', () => {
    const cut = join(folder, 'cut.ndjson');
    writeFileSync(cut, readFileSync(file, 'utf8').slice(0, -40));
    expect(replayDecisions(cut)).toEqual([]);
  });

  test('of something else is refused', () => {
    const other = join(folder, 'other.ndjson');
    writeFileSync(other, '{"schema":"else/v1"}\n');
    expect(() => replayDecisions(other)).toThrow('is not a recording of decisions');
  });
});
