import { parseModelInfo } from './start';
import { v2Body, v2Predictions } from './v2';

const answer = (labels: unknown[], probabilities: unknown[]): object => ({
  model_name: 'spam',
  outputs: [
    { name: 'probability', datatype: 'FP32', shape: [probabilities.length, 1], data: probabilities },
    { name: 'label', datatype: 'BYTES', shape: [labels.length, 1], data: labels },
  ],
});

test('texts become one BYTES tensor with a row each', () => {
  expect(JSON.parse(v2Body(['a', 'ü']).toString())).toEqual({
    inputs: [{ name: 'text', datatype: 'BYTES', shape: [2, 1], data: ['a', 'ü'] }],
  });
});

test('labels and probabilities are put together in the order of the texts', () => {
  expect(v2Predictions(answer(['spam', 'ham'], [0.9, 0.1]), 2)).toEqual([
    { label: 'spam', probability: 0.9 },
    { label: 'ham', probability: 0.1 },
  ]);
});

test.each([
  ['too few texts', answer(['spam'], [0.9])],
  ['another label', answer(['spam', 'eggs'], [0.9, 0.1])],
  ['a probability above 1', answer(['spam', 'ham'], [1.5, 0.1])],
  ['a missing output', { outputs: [{ name: 'label', data: ['spam', 'ham'] }] }],
  ['a binary tensor', { outputs: [{ name: 'label', parameters: { binary_data_size: 16 } }] }],
  ['an error', { error: 'no such model' }],
  ['no object', null],
])('%s is not an answer for two texts', (_, value) => {
  expect(v2Predictions(value, 2)).toBeUndefined();
});

test('the artifact is read from the metrics in whatever order its labels are', () => {
  const metrics = 'process_cpu_seconds_total 1\nlab_model_info{sha256="ab12",name="x",variant="fp32"} 1\n';
  expect(parseModelInfo(metrics)).toEqual({ sha256: 'ab12', variant: 'fp32' });
  expect(parseModelInfo('lab_model_info_other{sha256="ab12"} 1')).toBeUndefined();
});
