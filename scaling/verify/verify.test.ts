import { diffManifests } from '../diff';
import { readManifests } from '../manifests';
import { EXAMPLE, ExamplePrometheus } from '../profile/testing/prometheus';
import { THIS_THREAD } from '../simulate';
import { scoreSchema } from './schema';
import { verify } from './verify';

const manifests = (max: number) =>
  readManifests([
    {
      file: 'api.yaml',
      text: `
apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: api
          resources: { requests: { cpu: "1" }, limits: { cpu: "1" } }
          readinessProbe: { httpGet: { path: /readyz, port: 80 }, periodSeconds: 1 }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: api }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: api }
  minReplicas: 1
  maxReplicas: ${max}
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } }]
`,
    },
  ]);

test('a change that went live is scored: service times of before, load of after, against what was measured after', async () => {
  const [base, head] = [manifests(4), manifests(6)];
  const prediction = diffManifests({ name: 'main', manifests: base }, { name: 'HEAD', manifests: head });
  const score = await verify(new ExamplePrometheus(EXAMPLE), {
    prometheus: 'http://127.0.0.1:9090',
    preset: 'lab',
    subject: { name: 'api', namespace: 'default', select: undefined },
    own: {},
    stepSeconds: 30,
    timeoutMs: 5_000,
    prediction,
    base,
    head,
    workload: 'api',
    liveSeconds: 1_000_360,
    windowSeconds: 360,
    seeds: [1, 2, 3, 4],
    threads: THIS_THREAD,
  });
  expect(scoreSchema.parse(JSON.parse(JSON.stringify(score)))).toEqual(score);
  expect(score).toMatchObject({ pods: 'Deployment api', base: 'main', head: 'HEAD', runs: 4, claims: [] });
  expect(score.figures.map(({ name }) => name)).toEqual(['podsOnAverage', 'mostPods', 'p95Ms', 'errorRate', 'cores']);
  // 60 requests a second of 12 ms are 0.72 cores, above half of one: two pods, as was measured.
  expect(score.figures.find(({ name }) => name === 'mostPods')).toMatchObject({ measured: 2, predicted: 2, isHeld: true });
  expect(score.replicasMae).toBeLessThan(0.6);
});
