import { fallsBack, standardHpa } from './kserve';
import { manifestsOf } from './testing/texts';
import { scaledPods } from './scaled';

function predictor(settings: string): Parameters<typeof standardHpa>[0] {
  const text = `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: m}
spec: {predictor: {containers: [{image: i}], ${settings}}}`;
  return manifestsOf(text).inferenceServices[0]!.components[0]!;
}
const cpu = (averageUtilization: number): object => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
});

test('a bare predictor gets one to one pods on CPU 80 %, and 1 CPU / 2Gi', () => {
  const component = predictor('');
  expect(standardHpa(component)).toMatchObject({ minReplicas: 1, maxReplicas: 1, metrics: [cpu(80)] });
  expect(standardHpa(component).scaleTargetRef?.name).toBe('m-predictor');
  expect(component.injected).toEqual(['requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory']);
  expect(component.pod.containers[0]!.requestsMilli).toEqual({ cpu: 1000, memory: 2 ** 31 * 1000 });
});

test.each([
  ['scaleMetric: concurrency, scaleTarget: 5', true, [cpu(80)]],
  ['scaleMetric: rps, scaleTarget: 50', true, [cpu(80)]],
  ['scaleMetric: memory', true, [cpu(80)]],
  ['scaleMetric: cpu, scaleTarget: 60', false, [cpu(60)]],
  ['autoScaling: {metrics: [{type: External, external: {metric: {backend: prometheus}}}]}', true, [cpu(80)]],
  ['scaleMetric: cpu, scaleTarget: 60, autoScaling: {behavior: {scaleUp: {stabilizationWindowSeconds: 5}}}', false, [cpu(80)]],
])('%s: falls back %s', (settings, falls, metrics) => {
  expect(fallsBack(predictor(settings))).toBe(falls);
  expect(standardHpa(predictor(settings)).metrics).toMatchObject(metrics);
});

test('under class keda a component is scaled by the ScaledObject that KServe makes of it, not on CPU', () => {
  const text = `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: m, annotations: {serving.kserve.io/deploymentMode: Standard, serving.kserve.io/autoscalerClass: keda}}
spec:
  predictor:
    containers: [{name: kserve-container, image: i}]
    minReplicas: 2
    maxReplicas: 5
    autoScaling:
      metrics: [{type: External, external: {metric: {backend: prometheus, serverAddress: 'http://p', query: q}, target: {type: Value, value: '3'}}}]
      behavior: {scaleDown: {stabilizationWindowSeconds: 600}}`;
  const [pods] = scaledPods(manifestsOf(text));
  expect(pods).toMatchObject({ minPods: 2, maxPods: 5 });
  expect(pods!.keda!.spec).toMatchObject({
    scaleTargetRef: { name: 'm-predictor' },
    triggers: [{ type: 'prometheus', metadata: { serverAddress: 'http://p', query: 'q', threshold: '3' } }],
  });
  expect(pods!.hpa!.metrics).toMatchObject([{ type: 'External', external: { target: { averageValue: '3' } } }]);
  expect(pods!.hpa!.behavior!.scaleDown!.stabilizationWindowSeconds).toBe(600);
  const [refused] = scaledPods(manifestsOf(text.replace('value: ', 'valu: ')));
  expect(refused).toMatchObject({ minPods: 2, maxPods: 5, hpa: undefined });
});

test('minReplicas 0 becomes 1, and max is never below min', () => {
  expect(standardHpa(predictor('minReplicas: 0'))).toMatchObject({ minReplicas: 1, maxReplicas: 1 });
  expect(standardHpa(predictor('minReplicas: 3'))).toMatchObject({ minReplicas: 3, maxReplicas: 3 });
});
