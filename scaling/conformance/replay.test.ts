import { hpaSuite } from './hpa';
import { replaySuite } from './replay';
import { MAX_MISMATCHES } from './types';

/** An HPA over one pod at 60 % of its request, target 50 %: two replicas wanted. */
function trace(expectedReplicas: number): Record<string, unknown> {
  const pod = {
    name: 'p1',
    phase: 'Running',
    ready: true,
    startAt: -1000,
    readyTransitionAt: -990,
    containers: [{ name: 'app', requestsMilli: { cpu: 1000 } }],
  };
  return {
    id: 'hand-made',
    controller: {
      kubernetes: '1.34.4',
      tolerance: 0.1,
      downscaleStabilizationSeconds: 300,
      cpuInitializationPeriodSeconds: 300,
      initialReadinessDelaySeconds: 30,
      featureGates: [],
    },
    spec: {
      maxReplicas: 5,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
    },
    startReplicas: 1,
    steps: [
      {
        t: 0,
        statusReplicas: 1,
        pods: [pod],
        resource: { cpu: { p1: { containersMilli: { app: 600 }, at: -5, windowSeconds: 30 } } },
      },
    ],
    expect: [
      {
        replicas: expectedReplicas,
        statusDesired: 2,
        conditions: {
          AbleToScale: ['True', 'SucceededRescale'],
          ScalingActive: ['True', 'ValidMetricFound'],
          ScalingLimited: ['False', 'DesiredWithinRange'],
        },
        error: false,
      },
    ],
  };
}

test('a trace passes when every field agrees', () => {
  expect(replaySuite(hpaSuite, 'file', [{ line: 1, value: trace(2) }])).toEqual({ passed: 1, failed: 0, mismatches: [] });
});

test('a mismatch names trace, step, field, what was expected and what came', () => {
  expect(replaySuite(hpaSuite, 'file', [{ line: 1, value: trace(3) }]).mismatches).toEqual([
    { trace: 'hand-made', step: 0, field: 'replicas', expected: 3, got: 2 },
  ]);
});

test('a condition too many or too few is a mismatch', () => {
  const value = trace(2) as { expect: [{ conditions: Record<string, unknown> }] };
  value.expect[0].conditions = { AbleToScale: ['True', 'SucceededRescale'], Other: ['True', 'Because'] };
  expect(replaySuite(hpaSuite, 'file', [{ line: 1, value }]).mismatches.map(({ field }) => field)).toEqual([
    'conditions.Other',
    'conditions.ScalingActive',
    'conditions.ScalingLimited',
  ]);
});

test('all failures are counted, but only the first twenty kept', () => {
  const lines = Array.from({ length: 30 }, (_, index) => ({ line: index + 1, value: trace(index < 5 ? 2 : 3) }));
  const report = replaySuite(hpaSuite, 'file', lines);
  expect([report.passed, report.failed, report.mismatches.length]).toEqual([5, 25, MAX_MISMATCHES]);
});

test('a line of another shape is named by file, line and key', () => {
  const value = { ...trace(2), startReplicas: 'one' };
  expect(() => replaySuite(hpaSuite, 'hpa.ndjson', [{ line: 7, value }])).toThrow(
    /^hpa\.ndjson:7 {2}startReplicas\n {2}does not fit a trace of suite hpa/,
  );
  expect(() => replaySuite(hpaSuite, 'hpa.ndjson', [{ line: 7, value: { ...trace(2), expect: [] } }])).toThrow(
    /steps and expect differ in length/,
  );
});
