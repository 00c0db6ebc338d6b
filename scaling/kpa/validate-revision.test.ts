import { DEFAULT_AUTOSCALER_CONFIG } from './config';
import { parseAutoscalerConfig } from './parse-config';
import { validateServiceAnnotations } from './validate-annotations';
import { validateRevision } from './validate-revision';

test('a target above containerConcurrency is named as not used', () => {
  const annotations = { 'autoscaling.knative.dev/target': '50' };

  expect(validateRevision({ annotations, containerConcurrency: 10 }, DEFAULT_AUTOSCALER_CONFIG)).toEqual([
    { path: 'autoscaling.knative.dev/target', message: '50 is more than containerConcurrency: 10 is used', effect: 'ignored' },
  ]);
  expect(validateRevision({ annotations, containerConcurrency: 0 }, DEFAULT_AUTOSCALER_CONFIG)).toEqual([]);
});

test('containerConcurrency is at most 1000', () => {
  expect(validateRevision({ annotations: {}, containerConcurrency: 1001 }, DEFAULT_AUTOSCALER_CONFIG)).toMatchObject([
    { path: 'spec.containerConcurrency', effect: 'rejected' },
  ]);
});

test('a misspelt annotation is named with the nearest one', () => {
  const annotations = { 'autoscaling.knative.dev/max-scales': '5' };

  expect(validateRevision({ annotations, containerConcurrency: 0 }, DEFAULT_AUTOSCALER_CONFIG)).toMatchObject([
    { effect: 'ignored', message: expect.stringContaining('Did you mean autoscaling.knative.dev/max-scale?') as string },
  ]);
});

test('autoscaling annotations on the Service itself are refused', () => {
  expect(validateServiceAnnotations({ 'autoscaling.knative.dev/min-scale': '1', 'example.com/x': '1' })).toHaveLength(1);
});

test('an unknown key of config-autoscaler is named with the nearest one, the example is not', () => {
  const { problems } = parseAutoscalerConfig({ 'stable-windows': '30s', _example: '...' });

  expect(problems).toEqual([
    {
      path: 'stable-windows',
      message: 'is not a setting of config-autoscaler. Did you mean stable-window?',
      effect: 'ignored',
    },
  ]);
});
