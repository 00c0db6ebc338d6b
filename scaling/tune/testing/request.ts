import { scenarioSchema, sloSchema } from '../../../contract';
import { givenProfile } from '../../diff/simulated';
import { readManifests } from '../../manifests';
import { THIS_THREAD } from '../../simulate';
import type { TuneRequest } from '../tune';

export const DEPLOYMENT = `apiVersion: apps/v1
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
          resources: { requests: { cpu: "1", memory: 1Gi }, limits: { cpu: "1" } }
          readinessProbe: { httpGet: { path: /readyz, port: 80 }, periodSeconds: 1 }
`;
export const HPA = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: api }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: api }
  minReplicas: 6
  maxReplicas: 12 # budget
  metrics:
    - type: Resource
      resource: { name: cpu, target: { type: Utilization, averageUtilization: 40 } }
`;
export const KNATIVE = `apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: api }
spec:
  template:
    metadata:
      annotations:
        autoscaling.knative.dev/min-scale: "8"
    spec:
      containerConcurrency: 4
      containers:
        - image: api
          resources: { requests: { cpu: "1" } }
`;
export const KEDA = `apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: api }
spec:
  scaleTargetRef: { name: api }
  minReplicaCount: 5
  maxReplicaCount: 10
  triggers:
    - type: redis
      metadata: { address: "redis:6379", listName: "bull:jobs:wait", listLength: "20" }
`;

/** A search that takes a second or two. */
export function request(files: readonly string[], different: Partial<TuneRequest> = {}): TuneRequest {
  const texts = files.map((text, index) => ({ file: `${index}.yaml`, text }));
  return {
    manifests: readManifests(texts),
    texts,
    where: 'rendered',
    name: undefined,
    scenario: scenarioSchema.parse({
      phases: [
        { seconds: 40, rps: 10 },
        { seconds: 80, rps: 40 },
      ],
    }),
    profile: givenProfile(20),
    slo: sloSchema.parse({ p95Ms: 400 }),
    seed: 1,
    seeds: 3,
    validationSeeds: 5,
    evaluations: 45,
    threads: THIS_THREAD,
    onProgress: () => undefined,
    ...different,
  };
}
