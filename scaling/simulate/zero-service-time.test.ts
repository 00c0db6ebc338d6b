import { simulate } from './simulate';
import { exampleConfig, exampleWorkload } from './testing/config';

test('a service that takes no time is simulated, with an HPA too', () => {
  const workload = exampleWorkload({ serviceTime: { kind: 'deterministic', ms: 0 } });
  const spec = {
    minReplicas: 1,
    maxReplicas: 5,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
  } as const;
  const config = exampleConfig({ workload, autoscaler: { kind: 'hpa', spec } });
  const { totals } = simulate(config, 1);
  expect(totals.failureRate).toBe(0);
  expect(totals.peakReplicas).toBeGreaterThanOrEqual(1);
});
