import { isObject, jsonBody, type Prediction } from '../load/predict';

/** Name of the input in every server of the lab that speaks the Open Inference Protocol. */
const INPUT = 'text';

export function v2Body(texts: readonly string[]): Buffer {
  return jsonBody({ inputs: [{ name: INPUT, datatype: 'BYTES', shape: [texts.length, 1], data: texts }] });
}

/** Predictions of a v2 infer answer with JSON tensors; undefined when it is not one for `count` texts. */
export function v2Predictions(value: unknown, count: number): Prediction[] | undefined {
  if (!isObject(value) || !Array.isArray(value['outputs'])) return undefined;
  const outputs: unknown[] = value['outputs'];
  const data = (name: string): unknown[] | undefined => {
    const output = outputs.find((one) => isObject(one) && one['name'] === name);
    return isObject(output) && Array.isArray(output['data']) && output['data'].length === count
      ? (output['data'] as unknown[])
      : undefined;
  };
  const labels = data('label');
  const probabilities = data('probability');
  if (labels === undefined || probabilities === undefined) return undefined;
  const predictions = labels.flatMap((label, index): Prediction[] => {
    const probability = probabilities[index];
    const isRight = typeof probability === 'number' && probability >= 0 && probability <= 1;
    return isRight && (label === 'spam' || label === 'ham') ? [{ label, probability }] : [];
  });
  return predictions.length === count ? predictions : undefined;
}
