import { isReached, METRICS, metricTitle, metricValue, predictedValue } from './metrics';
import type { DiffReport, GateResult, PredictionRow, Predictions } from './schema';

export type Judgement = Pick<GateResult, 'verdict' | 'message'>;

/**
 * Judges the growth of a metric in every row (the fall of one of which more is better). It fails where the mean grows by more than the
 * percentage and the growth is clear of chance. It is unknown where it may have and chance is not excluded, where a workload that
 * scales differently was not predicted, where service times are only assumed, or where the metric has no row at all.
 */
export function predictedWorsening({ predictions, isChanged }: DiffReport, metric: string, percent: number): Judgement {
  if (!isChanged) return { verdict: 'pass', message: 'nothing changes in scaling' };
  const name = metricTitle(metric);
  if (predictions === null) return { verdict: 'unknown', message: `${name} is not predicted: no traffic is simulated` };
  if (predictions.serviceTimes === 'assumed' && predictions.rows.length > 0)
    return {
      verdict: 'unknown',
      message: `${name} is an illustration: how long a request takes is assumed (give --service-times)`,
    };
  const rows = predictions.rows.filter((row) => row.metric === metric);
  const [worse, open] = ['fail', 'unknown'].map((verdict) => rows.filter((row) => growthVerdict(row, percent) === verdict)) as [
    PredictionRow[],
    PredictionRow[],
  ];
  if (worse.length > 0) return { verdict: 'fail', message: `${name} of ${worse.map(rowWords).join('; ')}` };
  const unanswered = withoutAnswer(predictions, metric, rows, name);
  if (unanswered !== undefined) return { verdict: 'unknown', message: unanswered };
  if (open.length > 0) {
    const runs = Math.max(...open.map((row) => row.runs));
    const more = `${runs} ${runs === 1 ? 'run is' : 'runs are'} too few to exclude chance (give more --seeds)`;
    return { verdict: 'unknown', message: `${name} of ${open.map(rowWords).join('; ')}: ${more}` };
  }
  if (rows.length === 0) return { verdict: 'pass', message: 'nothing that is predicted changes' };
  return { verdict: 'pass', message: `${name} does not ${isMoreBetter(metric) ? 'fall' : 'grow by that much'}` };
}

/** What is silent about a metric that has not grown in any row. */
function withoutAnswer(
  predictions: Predictions,
  metric: string,
  rows: readonly PredictionRow[],
  name: string,
): string | undefined {
  const silent = predictions.unpredicted.map(({ pods, reason }) => `${pods} (${reason})`);
  if (silent.length > 0) return `${name} could not be predicted for ${silent.join('; ')}`;
  const places = new Set(predictions.rows.map(placeOf));
  const shown = new Set(rows.map(placeOf));
  const without = [...places].filter((one) => !shown.has(one));
  if (without.length > 0) return `${name} has no value for ${without.join('; ')}: nothing was answered`;
  const endless = rows.filter(({ limitMs, base, head }) => !isReached(limitMs, base.value) && !isReached(limitMs, head.value));
  return endless.length === 0
    ? undefined
    : `${name} is ${metricValue(metric, endless[0]?.base.value ?? 0)} or never on both sides of ${endless.map(placeOf).join('; ')}, so that nothing tells growth`;
}

function growthVerdict({ metric, base, change }: PredictionRow, percent: number): Judgement['verdict'] {
  const sign = isMoreBetter(metric) ? -1 : 1;
  const grown = sign * change.value;
  // A rounding error is not growth.
  const allowed = base.value * (percent / 100 + 1e-9);
  if (grown <= Math.max(0, allowed)) return 'pass';
  if (change.isClear) return 'fail';
  const most = sign > 0 ? change.high : change.low === null ? null : -change.low;
  return most !== null && most <= Math.max(allowed, change.margin) ? 'pass' : 'unknown';
}

function isMoreBetter(metric: string): boolean {
  return METRICS[metric]?.isMoreBetter === true;
}

function placeOf({ pods, scenario }: PredictionRow): string {
  return `${pods} under ${scenario}`;
}

function rowWords(row: PredictionRow): string {
  return `${placeOf(row)} ${predictedValue(row, 'base')} → ${predictedValue(row, 'head')}`;
}
