import fc from 'fast-check';
import { bothDirections, type ScalingRules } from './hpa-behavior';
import { hpaProblems } from './hpa-problems';

const POD = [{ name: 'fastapi', resources: { requests: { cpu: '500m' } } }];

test('a utilization without a request has no base', () => {
  const [problem] = hpaProblems({ maxReplicas: 3 }, [...POD, { name: 'sidecar' }], 34);
  expect(problem).toEqual({
    field: 'metrics[0].resource.target.averageUtilization',
    problem: '80 % has no base: container sidecar requests no cpu',
    fix: 'Set resources.requests.cpu, or use AverageValue.',
  });
});

test('a limit counts as a request, because the API copies it', () => {
  expect(hpaProblems({ maxReplicas: 3 }, [{ name: 'fastapi', resources: { limits: { cpu: '1' } } }], 34)).toEqual([]);
});

test('any bounds in order are accepted, any others are not', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), (minReplicas, maxReplicas) => {
      const problems = hpaProblems({ minReplicas, maxReplicas }, POD, 34);
      expect(problems.map(({ field }) => field)).toEqual(minReplicas > maxReplicas ? ['minReplicas'] : []);
    }),
  );
});

test('behavior bounds are those of the API: windows to 3600 s, periods to 1800 s', () => {
  const fields = (scaleDown: ScalingRules) =>
    hpaProblems({ maxReplicas: 3, behavior: { scaleDown } }, POD, 34).map(({ field }) => field);
  expect(fields({ stabilizationWindowSeconds: 3600 })).toEqual([]);
  expect(fields({ stabilizationWindowSeconds: 3601 })).toEqual(['behavior.scaleDown.stabilizationWindowSeconds']);
  expect(fields({ policies: [{ type: 'Pods', value: 1, periodSeconds: 1800 }] })).toEqual([]);
  expect(fields({ policies: [{ type: 'Pods', value: 0, periodSeconds: 1801 }] })).toEqual([
    'behavior.scaleDown.policies[0].value',
    'behavior.scaleDown.policies[0].periodSeconds',
  ]);
});

test('no behavior stays no behavior', () => {
  expect(bothDirections(undefined)).toBeUndefined();
});
