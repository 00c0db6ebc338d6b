import type { DiffReport } from './report';
import type { Row } from './expectations';
import { isMaterial, type Estimate } from './predictor';

/** Predictions as rows of a table, each number with its band; empty when there are none. */
export function predictionRows({ predictions }: DiffReport): Row[] {
  return (predictions?.rows ?? []).map((row) => ({
    what: `${row.pods}, ${row.scenario}: ${row.metric}`,
    base: withBand(row.base),
    head: withBand(row.head),
    change: isMaterial(row) ? withBand(row.change) : 'no material change',
  }));
}

function withBand({ value, low, high }: Estimate): string {
  const text = (number: number): string => String(Number(number.toPrecision(3)));
  return `${text(value)} (${text(low)} to ${text(high)})`;
}

export function predictionTitle({ predictions }: DiffReport): string {
  return predictions?.serviceTimes === 'assumed' ? 'Predicted (illustration: service times are assumed)' : 'Predicted';
}
