import { fallsBack, standardHpa } from './kserve';
import { manifestsOf } from './example-texts';

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

test('minReplicas 0 becomes 1, and max is never below min', () => {
  expect(standardHpa(predictor('minReplicas: 0'))).toMatchObject({ minReplicas: 1, maxReplicas: 1 });
  expect(standardHpa(predictor('minReplicas: 3'))).toMatchObject({ minReplicas: 3, maxReplicas: 3 });
});
