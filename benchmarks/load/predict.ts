export interface Prediction {
  readonly label: 'spam' | 'ham';
  readonly probability: number;
}

export interface PredictAnswer {
  readonly model: { readonly sha256: string; readonly variant: string };
  readonly predictions: readonly Prediction[];
}

/** The answer of POST /v1/predict and of a finished job, checked; undefined when it is not one for `count` texts. */
export function predictAnswer(value: unknown, count: number): PredictAnswer | undefined {
  if (!isObject(value) || !isObject(value['model']) || !Array.isArray(value['predictions'])) return undefined;
  const { sha256, variant } = value['model'];
  const predictions: unknown[] = value['predictions'];
  if (typeof sha256 !== 'string' || typeof variant !== 'string') return undefined;
  if (predictions.length !== count || !predictions.every(isPrediction)) return undefined;
  return { model: { sha256, variant }, predictions };
}

function isPrediction(value: unknown): value is Prediction {
  if (!isObject(value)) return false;
  const { label, probability } = value;
  return (label === 'spam' || label === 'ham') && typeof probability === 'number' && probability >= 0 && probability <= 1;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function jsonBody(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
