import { manifestsOf } from './testing/texts';
import { podGpus, podRequestMilli, startupAllowanceSeconds } from './pod';

const POD = `apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    spec:
      initContainers:
        - {name: migrate, resources: {requests: {cpu: "2", memory: 64Mi}}}
        - {name: mesh, restartPolicy: Always, resources: {requests: {cpu: 100m, memory: 64Mi}}}
      containers:
        - name: app
          resources: {requests: {cpu: 500m}, limits: {memory: 1Gi, nvidia.com/gpu: 1}}
          startupProbe: {initialDelaySeconds: 10, failureThreshold: 30}
`;
const { pod } = manifestsOf(POD).workloads[0]!;

test('a pod needs what its containers need together, or its largest init container where that is more', () => {
  expect(podRequestMilli(pod, 'cpu')).toBe(2000);
  expect(podRequestMilli(pod, 'memory')).toBe((1024 + 64) * 2 ** 20 * 1000);
});

test('a request that is not written is the limit; a GPU is written as a limit only', () => {
  expect(pod.containers[0]!.requestsMilli).toEqual({ cpu: 500, memory: 2 ** 30 * 1000, 'nvidia.com/gpu': 1000 });
  expect(podGpus(pod)).toBe(1);
});

test('the startup probe says how long a start may take, with the defaults of Kubernetes', () => {
  expect(startupAllowanceSeconds(pod)).toBe(10 + 30 * 10);
});

test('a port of the wrong shape is noted, since the API server refuses it', () => {
  const damaged = POD.replace('- name: app\n', '- name: app\n          ports: [null, {name: 7}]\n');
  expect(manifestsOf(damaged).workloads[0]!.shapeProblems.map(({ path }) => path)).toEqual([
    'spec.template.spec.containers[0].ports[0]',
    'spec.template.spec.containers[0].ports[1].name',
  ]);
});
