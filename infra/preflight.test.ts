import { labInput } from '../charts-src/testing/lab';
import type { KubernetesObject } from '../contract';
import { preflight, type Need } from './preflight';
import { parseSettings, type RawSettings } from './settings';
import { fakeCommands, type Script } from './testing/commands';
import { stackNames } from './stack-names';

const HPA: KubernetesObject = {
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'fastapi', namespace: 'lab' },
};
const KNATIVE: KubernetesObject = {
  apiVersion: 'serving.knative.dev/v1',
  kind: 'Service',
  metadata: { name: 'fastapi', namespace: 'lab' },
};
/** KServe makes a ScaledObject of it. */
const ON_KEDA: KubernetesObject = {
  apiVersion: 'serving.kserve.io/v1beta1',
  kind: 'InferenceService',
  metadata: { name: 'llm', annotations: { 'serving.kserve.io/autoscalerClass': 'keda' } },
};
const POLICY: KubernetesObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'deny', namespace: 'lab' },
};

const NOTHING: Need['platform'] = { groups: [], objects: [] };

function check(
  raw: RawSettings,
  script: Script,
  objects: readonly KubernetesObject[] = [],
  platform: Need['platform'] = NOTHING,
) {
  const need: Need = {
    settings: parseSettings(raw, { ...stackNames('lab-kind'), kubeconfig: '/home/someone/.kube/config' }),
    namespace: 'lab',
    objects,
    lab: { ...labInput('').lab, benchmarks: {} },
    arrangement: 'together',
    platform,
    images: ['ml-scaling-lab/fastapi:1'],
  };
  const { run, lines } = fakeCommands(script);
  return { outcome: preflight(need, run), lines };
}

describe('before a kind cluster is made', () => {
  test.each([
    ['kind is missing', { 'kind version': { exitCode: 127 } }, 'kind\n  is not installed, or not on PATH.'],
    [
      'kind is older than the images of nodes',
      { 'kind version': { stdout: 'kind v0.31.0 go1.25.5 linux/amd64\n' } },
      'kind\n  is v0.31.0: too old for the node image kindest/node:v1.35.8',
    ],
    [
      'Docker does not run',
      { 'docker version': { exitCode: 1, stderr: 'Cannot connect to the Docker daemon' } },
      'Docker\n  does not answer: Cannot connect to the Docker daemon\n  Start Docker',
    ],
    ['an image is missing', { 'docker image inspect': { exitCode: 1 } }, 'image ml-scaling-lab/fastapi:1\n  is not built.'],
  ])('one error says that %s', async (_, script, message) => {
    const { outcome, lines } = check({}, script);
    await expect(outcome).rejects.toThrow(message);
    expect(lines.some((line) => line.startsWith('kind create'))).toBe(false);
  });

  test.each(['kind v0.32.0 go1.26.1 linux/amd64', 'kind v0.33.0-alpha+1a2b3c go1.26 linux/amd64', 'kind v1.0.0', 'kind (devel)'])(
    '%s is taken',
    async (stdout) => {
      await expect(check({}, { 'kind version': { stdout } }).outcome).resolves.toBeUndefined();
    },
  );

  test('a profile that needs more than the cluster has is refused, and the error says where it runs', async () => {
    const { outcome, lines } = check({}, {}, [HPA, KNATIVE]);
    await expect(outcome).rejects.toThrow(
      'KnativeService/fastapi\n  needs Knative Serving, which this stack does not install on its kind cluster.',
    );
    expect(lines).toEqual([]);
  });

  test('a product that the stack installs is accepted, one that it could install is refused with the command', async () => {
    const scaledObject: KubernetesObject = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name: 'queue' } };
    const both: Need['platform'] = { groups: ['serving.knative.dev', 'keda.sh'], objects: [] };
    await expect(check({}, {}, [{ ...KNATIVE, spec: {} }, scaledObject], both).outcome).resolves.toBeUndefined();
    const refused = check({}, {}, [KNATIVE, scaledObject], { ...both, groups: ['serving.knative.dev'] }).outcome;
    await expect(refused).rejects.toThrow('ScaledObject/queue\n  needs KEDA');
    await expect(refused).rejects.toThrow('./lab up --on kind --from-packages builds and installs it.');
    const onKserve = check({}, {}, [ON_KEDA], both).outcome;
    await expect(onKserve).rejects.toThrow('InferenceService/llm\n  needs KServe');
    await expect(onKserve).rejects.toThrow('./lab up --on kind --from-packages builds and installs it.');
  });

  test('a language model is refused for its GPU, not for KServe, which would not help', async () => {
    const limits = { 'nvidia.com/gpu': '1' };
    const service: KubernetesObject = {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name: 'llm' },
      spec: { predictor: { containers: [{ resources: { limits } }], tolerations: [{ key: 'nvidia.com/gpu' }] } },
    };
    const { outcome, lines } = check({}, {}, [service]);
    await expect(outcome).rejects.toThrow(
      'InferenceService/llm\n  asks for nvidia.com/gpu, and no node of a kind cluster has any: it was not run, and nothing was started.',
    );
    expect(lines).toEqual([]);
    const spec = { predictor: { tolerations: [{ key: 'nvidia.com/gpu' }] } };
    await expect(check({}, {}, [{ ...service, spec }]).outcome).rejects.toThrow('needs KServe');
  });

  test('the CPU that Knative and one of its pods request counts', async () => {
    const pod = (cpu: string) => ({ template: { spec: { containers: [{ resources: { requests: { cpu } } }] } } });
    const service = { ...KNATIVE, spec: pod('1500m') };
    const controller: KubernetesObject = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'controller' },
      spec: pod('80m'),
    };
    const platform = { groups: ['serving.knative.dev'], objects: [controller] };
    const script = { 'docker info': { stdout: '2' } };
    await expect(check({}, script, [service], { ...platform, objects: [] }).outcome).resolves.toBeUndefined();
    await expect(check({}, script, [service], platform).outcome).rejects.toThrow(
      'request 2010m of CPU at once; Docker has 2000m.',
    );
  });

  test('nothing is asked of kubectl', async () => {
    const { outcome, lines } = check({}, {});
    await outcome;
    expect(lines.filter((line) => line.startsWith('kubectl'))).toEqual([]);
  });
});

describe("before somebody else's cluster is used", () => {
  const KUBECTL = 'kubectl --kubeconfig /home/someone/.kube/config';
  const ALLOWED: Script = { [`${KUBECTL} auth can-i`]: { stdout: 'yes\n' } };
  const existing = (script: Script, objects: readonly KubernetesObject[] = [POLICY]) =>
    check({ cluster: 'existing' }, { ...ALLOWED, ...script }, objects);

  test('all is well when it answers and everything may be made', async () => {
    await expect(existing({}).outcome).resolves.toBeUndefined();
  });

  test('a context is used as given', async () => {
    const { outcome, lines } = check(
      { cluster: 'existing', context: 'prod' },
      { 'kubectl --kubeconfig /home/someone/.kube/config --context prod auth': { stdout: 'yes' } },
      [POLICY],
    );
    await outcome;
    expect(lines.every((line) => line.startsWith(`${KUBECTL} --context prod `))).toBe(true);
  });

  test('a cluster that does not answer is named with what kubectl said', async () => {
    const { outcome } = existing({ [`${KUBECTL} version`]: { exitCode: 1, stderr: 'dial tcp 10.0.0.1:6443: i/o timeout' } });
    await expect(outcome).rejects.toThrow(
      /^\/home\/someone\/\.kube\/config\n {2}leads to no cluster that answers:\n.*i\/o timeout\n {2}Set lab:kubeconfig/,
    );
  });

  test.each([
    [KNATIVE, '/apis/serving.knative.dev', 'KnativeService/fastapi\n  needs Knative Serving, which that cluster does not have.'],
    [
      HPA,
      '/apis/metrics.k8s.io/v1beta1',
      'HorizontalPodAutoscaler/fastapi\n  needs metrics-server, which that cluster does not have.',
    ],
    [ON_KEDA, '/apis/keda.sh', 'InferenceService/llm\n  needs KEDA, which that cluster does not have.'],
  ])('%j needs what the cluster must have', async (object, path, message) => {
    await expect(existing({ [`${KUBECTL} get --raw ${path}`]: { exitCode: 1 } }, [object]).outcome).rejects.toThrow(message);
    await expect(existing({}, [object]).outcome).resolves.toBeUndefined();
  });

  test('every missing permission is named at once', async () => {
    const { outcome, lines } = existing({ [`${KUBECTL} auth can-i create networkpolicies`]: { stdout: 'no\n', exitCode: 1 } }, [
      POLICY,
      HPA,
    ]);
    await expect(outcome).rejects.toThrow('this account may not create networkpolicies.networking.k8s.io there.');
    expect(lines).toContain(`${KUBECTL} auth can-i create horizontalpodautoscalers.autoscaling --namespace lab`);
  });
});
