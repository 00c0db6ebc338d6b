import type { DeploymentSpec } from './types';
import { validateDeployment } from './validate';

const found = (spec: DeploymentSpec): string[] => validateDeployment(spec).map(({ path, message }) => `${path} ${message}`);

test('what the API server fills in is accepted', () => {
  expect(found({})).toEqual([]);
  expect(found({ strategy: { type: 'Recreate' } })).toEqual([]);
  expect(found({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: undefined } } })).toEqual([]);
  expect(found({ strategy: { rollingUpdate: { maxSurge: '300%' } } })).toEqual([]);
});

test('a strategy that could never move is refused', () => {
  const neither = 'spec.strategy.rollingUpdate.maxUnavailable may not be 0 when maxSurge is 0';
  expect(found({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } } })).toEqual([neither]);
});

test.each<[DeploymentSpec['strategy'], string]>([
  [{ rollingUpdate: { maxSurge: -1 } }, 'spec.strategy.rollingUpdate.maxSurge must be a number or a percentage'],
  [{ rollingUpdate: { maxSurge: 'half' } }, 'spec.strategy.rollingUpdate.maxSurge must be a number or a percentage'],
  [{ rollingUpdate: { maxUnavailable: '101%' } }, 'spec.strategy.rollingUpdate.maxUnavailable must not be more than 100%'],
  [{ type: 'Recreate', rollingUpdate: {} }, "spec.strategy.rollingUpdate may not be specified when strategy type is 'Recreate'"],
  [{ type: 'BlueGreen' }, 'spec.strategy.type is "BlueGreen"; must be Recreate or RollingUpdate'],
])('%j is refused', (strategy, problem) => {
  expect(found({ strategy })).toEqual([problem]);
});

test('counts are not negative, and the deadline lies after minReadySeconds', () => {
  expect(found({ replicas: -1 })).toEqual(['spec.replicas is -1; must not be negative']);
  expect(found({ minReadySeconds: 600 })).toEqual([
    'spec.progressDeadlineSeconds is 600; must be greater than minReadySeconds (600)',
  ]);
});
