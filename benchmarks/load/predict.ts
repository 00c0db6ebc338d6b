import type { RequestKind } from './request';

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

/** One text a request, going round the texts. `onModel` is told which model answered. */
export function predictRequest(
  baseUrl: string,
  texts: readonly string[],
  onModel: (model: PredictAnswer['model']) => void,
): RequestKind {
  const bodies = texts.map((text) => jsonBody({ text }));
  return {
    url: `${baseUrl}/v1/predict`,
    status: 200,
    body: (index) => bodies[index % bodies.length] ?? Buffer.alloc(0),
    isRight: (value) => {
      const answer = predictAnswer(value, 1);
      if (answer !== undefined) onModel(answer.model);
      return answer !== undefined;
    },
  };
}
