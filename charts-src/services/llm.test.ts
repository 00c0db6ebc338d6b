import { valueAt } from '../testing/edit';
import { objectOf, objectsOf, refusalOf } from '../testing/lab';

const LLM = `
services:
  fastapi: { enabled: false }
  queue: { enabled: false }
  llm: { enabled: true }
`;

const llm = (settings: string): string => `services: { llm: { ${settings} } }`;
const CONTAINER = 'spec.predictor.containers[0]';

function of(...overlays: readonly string[]) {
  return objectOf(objectsOf(LLM, ...overlays), 'InferenceService', 'llm');
}

function environment(...overlays: readonly string[]): Record<string, string | undefined> {
  const list = valueAt(of(...overlays), `${CONTAINER}.env`) as { name: string; value?: string }[];
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
}

test('there is no language model unless it is asked for', () => {
  expect(objectsOf('').filter(({ kind }) => kind === 'InferenceService')).toEqual([]);
});

test('the weights come from a volume of the cluster, and the pods can reach nothing to download others', () => {
  expect(environment(llm('storageUri: pvc://weights/mistral'))).toMatchObject({
    STORAGE_URI: 'pvc://weights/mistral',
    HF_HUB_OFFLINE: '1',
  });
  expect(valueAt(objectOf(objectsOf(LLM), 'NetworkPolicy', 'llm'), 'spec')).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
  expect(valueAt(objectOf(objectsOf(LLM), 'NetworkPolicy', 'llm'), 'spec.egress')).toBeUndefined();
});

test.each([
  ['hf://Qwen/Qwen2.5-7B-Instruct', true],
  ['pvc://models/../secrets', true],
  ['pvc://models', false],
])('%s as storageUri is refused: %s', (uri, isRefused) => {
  const read = (): unknown => objectsOf(LLM, llm(`storageUri: ${uri}`));
  if (isRefused) expect(read).toThrow('services.llm.storageUri\n  must be pvc://<claim>/<folder>');
  else expect(read).not.toThrow();
});

test('the format of the weights is a flag of vLLM, left out when the weights name it themselves', () => {
  const flags = (...overlays: readonly string[]) =>
    (valueAt(of(...overlays), `${CONTAINER}.args`) as string[]).filter((one) => one.startsWith('--quantization'));
  expect(flags()).toEqual([]);
  expect(flags(llm('quantization: fp8'))).toEqual(['--quantization=fp8']);
  expect(() => of(llm('quantization: int4'))).toThrow('services.llm.quantization\n  must be one of auto, awq');
});

test('the model is split over the GPUs of a pod, which are requested and limited alike', () => {
  const object = of(llm('gpus: 2'));
  expect(valueAt(object, `${CONTAINER}.args`)).toContain('--tensor-parallel-size=2');
  expect(valueAt(object, `${CONTAINER}.resources`)).toEqual({
    requests: { cpu: '4', memory: '16Gi', 'nvidia.com/gpu': '2' },
    limits: { cpu: '8', memory: '32Gi', 'nvidia.com/gpu': '2' },
  });
});

test('reading the weights may take as long as the setting says', () => {
  expect(valueAt(of(llm('startupSeconds: 1800')), `${CONTAINER}.startupProbe`)).toMatchObject({
    httpGet: { path: '/v1/models', port: 8080 },
    failureThreshold: 1800,
  });
});

test('Prometheus may read the metrics of the pods that KEDA scales on, from its namespace', () => {
  const policy = objectOf(objectsOf(LLM, llm('prometheusNamespace: watch, port: 9000')), 'NetworkPolicy', 'llm');
  expect(valueAt(policy, 'spec.ingress[1]')).toEqual({
    from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'watch' } } }],
    ports: [{ port: 9000, protocol: 'TCP' }],
  });
  expect(valueAt(of(llm('port: 9000')), 'spec.predictor.annotations')).toMatchObject({ 'prometheus.io/port': '9000' });
});

test('under the KPA it is a revision of Knative, with the annotations of both', () => {
  const object = of(
    llm(
      "autoscaling: { knative: { containerConcurrency: 32, annotations: { autoscaling.knative.dev/target: '24', autoscaling.knative.dev/min-scale: '1', autoscaling.knative.dev/window: 120s } } }",
    ),
  );
  expect(object.metadata.annotations).toEqual({ 'serving.kserve.io/deploymentMode': 'Knative' });
  expect(valueAt(object, 'spec.predictor')).toMatchObject({ minReplicas: 1, scaleTarget: 24, containerConcurrency: 32 });
  expect(valueAt(object, 'spec.predictor.annotations')).toMatchObject({
    'autoscaling.knative.dev/window': '120s',
    'prometheus.io/scrape': 'true',
  });
  expect(valueAt(object, 'spec.predictor.tolerations')).toBeUndefined();
});

test.each([
  [
    'CPU as the metric of a GPU server',
    llm('autoscaling: { hpa: { maxReplicas: 2 } }'),
    'services.llm\n  autoscaling.hpa: scales on CPU or memory',
  ],
  [
    'scale to zero on a metric that goes with the last pod',
    llm(
      "autoscaling: { keda: { triggers: [{ type: prometheus, metadata: { serverAddress: 'http://p', query: 'sum(vllm:num_requests_waiting)', threshold: '2' } }] } }",
    ),
    'services.llm.autoscaling.keda.minReplicaCount\n  is 0, and every trigger reads metrics of the pods themselves',
  ],
])('%s is refused', (_, overlay, message) => {
  expect(refusalOf(LLM, overlay)).toContain(message);
});

test('a misspelt setting is refused with the nearest one', () => {
  expect(() => of(llm('storageURI: pvc://models/llm'))).toThrow(
    'services.llm.storageURI\n  is not a setting. Did you mean storageUri?',
  );
});
