import { PROFILE_ON } from '../../contract';
import {
  momentText,
  type EngineComparison,
  type EngineTimeSeries,
  type EngineNote,
  type EngineRow,
  type Point,
} from '../../report';
import {
  compareRuns,
  type Comparison,
  type Counterpart,
  type MeasuredPrediction,
  type MeasuredRun,
} from '../../scaling/simulate';
import type { EngineAnswer, KeptOfRun } from './answer';

type Engine = MeasuredRun['engine'];

const LABELS: Readonly<Record<Engine, string>> = {
  existing: 'existing cluster',
  kind: 'kind',
  local: 'local engine',
  simulate: 'simulator',
};
/** The most real first. */
const REALNESS = Object.keys(LABELS) as readonly Engine[];

const QUESTION =
  'The same load, autoscaler, CPU per pod, model and machine everywhere; seconds count from the start of the load. ' +
  'Pods off by is the mean distance of ready pods, second by second; that and the time to most pods count from the end of the first phase.';

/**
 * One question on every engine as the report shows it.
 *
 * @param own of the run that is reported
 */
export function engineComparison(
  own: EngineAnswer,
  others: readonly EngineAnswer[],
  counterparts: readonly Counterpart<KeptOfRun>[],
): EngineComparison {
  const ordered = [own, ...others].sort((one, other) => realness(one) - realness(other));
  const reference = ordered[0] ?? own;
  const predicted = ordered.find(({ prediction }) => typeof prediction !== 'string');
  return {
    benchmark: own.result.name,
    title: own.result.title,
    question: QUESTION,
    offeredRps: points(reference.measured.offered),
    timeSeries: [...ordered.map(measuredTimeSeries), ...(predicted === undefined ? [] : predictedTimeSeries(predicted))],
    rows: ordered.flatMap((answer) => [measuredRow(answer, reference), ...predictedRow(answer)]),
    notes: ordered.flatMap(notesOn),
    missing: [...ordered.flatMap(unpredicted), ...counterparts.flatMap((counterpart) => missingOf(counterpart, own))],
  };
}

function realness({ measured }: EngineAnswer): number {
  return REALNESS.indexOf(measured.engine);
}

function labelOf({ measured }: EngineAnswer): string {
  return LABELS[measured.engine];
}

function measuredTimeSeries(answer: EngineAnswer): EngineTimeSeries {
  const { readyPods, p95Ms } = answer.measured;
  const source = answer.measured.engine === 'local' ? 'local' : 'cluster';
  return { label: labelOf(answer), source, readyPods: points(readyPods), p95Ms: points(p95Ms) };
}

function predictedTimeSeries(answer: EngineAnswer): EngineTimeSeries[] {
  if (typeof answer.prediction === 'string') return [];
  const { readyPods, p95Ms } = answer.prediction.ensemble.series;
  const bandOf = ({ median, low, high }: typeof readyPods) =>
    points(median).map(([second]) => [second, low[second] ?? 0, high[second] ?? 0] as const);
  return [
    {
      label: predictedLabel(answer),
      source: 'simulated',
      readyPods: points(readyPods.median),
      p95Ms: points(p95Ms.median),
      bands: { readyPods: bandOf(readyPods), p95Ms: bandOf(p95Ms) },
    },
  ];
}

function predictedLabel(answer: EngineAnswer): string {
  return `simulated ${labelOf(answer)}`;
}

/** Values by second; missing ones have no point. */
function points(values: ArrayLike<number>): Point[] {
  return Array.from(values, (value, second): Point => [second, value]).filter(([, value]) => !Number.isNaN(value));
}

function measuredRow(answer: EngineAnswer, reference: EngineAnswer): EngineRow {
  const comparison = compareRuns(reference.measured, answer.measured);
  const row = rowOf(labelOf(answer), labelOf(reference), comparison, answer.measured);
  return answer === reference ? { ...row, error: undefined } : row;
}

function predictedRow(answer: EngineAnswer): EngineRow[] {
  if (typeof answer.prediction === 'string') return [];
  const row = rowOf(predictedLabel(answer), labelOf(answer), answer.prediction, answer.measured);
  const { ensemble, timeToMax } = answer.prediction;
  const { low, high } = ensemble.totals.p95Ms;
  const ranges = { p95Range: { low, high }, secondsRange: { low: timeToMax.low, high: timeToMax.high } };
  return [{ ...row, figures: { ...row.figures, ...ranges } }];
}

function rowOf(label: string, against: string, comparison: Comparison, { seconds, firstPhaseSeconds }: MeasuredRun): EngineRow {
  const { recorded, simulated } = comparison;
  const isReached = simulated.timeToMaxSeconds < seconds - Math.floor(firstPhaseSeconds);
  return {
    label,
    figures: {
      mostPods: recorded.maxReplicas,
      secondsToMost: isReached ? simulated.timeToMaxSeconds : undefined,
      p95Ms: simulated.p95Ms,
      failureRate: simulated.failureRate,
    },
    error: {
      against,
      podsMae: comparison.replicasMae,
      seconds: isReached ? comparison.timeToMaxErrorSeconds : undefined,
      p95Percent: comparison.p95ErrorPercent,
      failureRate: comparison.failureRateError,
    },
  };
}

function notesOn(answer: EngineAnswer): EngineNote[] {
  const { run, measured, prediction } = answer;
  const label = labelOf(answer);
  return [
    { text: `${label}: measured on ${momentText(run.startedAt)} by`, command: run.command },
    ...measured.cautions.map((caution) => ({ text: `${label}, ${caution}.` })),
    ...(typeof prediction === 'string' ? [] : [{ text: `${predictedLabel(answer)}: ${basis(answer, prediction)}` }]),
  ];
}

function unpredicted(answer: EngineAnswer): EngineNote[] {
  const { prediction } = answer;
  return typeof prediction === 'string' ? [{ text: `${predictedLabel(answer)} is not in it: ${prediction}` }] : [];
}

function basis(answer: EngineAnswer, { ensemble, calibration }: MeasuredPrediction): string {
  return (
    `median of ${ensemble.runs.length} simulated runs, the band and ranges are 5 to 95 % of them: when autoscaler and sensors tick is chance. ` +
    `Every run gets the requests that the run on ${labelOf(answer)} sent. What a request costs was measured there, before the part that is compared: ` +
    `${calibration.join('; ')}. Nothing else is known of that run.`
  );
}

function missingOf({ engine, kept, reason }: Counterpart<KeptOfRun>, { run, result }: EngineAnswer): EngineNote[] {
  if (kept !== undefined) return [];
  const label = LABELS[engine];
  const { keda, knative } = result.subject.scaling?.autoscaling ?? {};
  const flags = [
    ...(engine === 'kind' ? ['--on kind'] : []),
    // Only packages put Knative or KEDA on it.
    ...(engine === 'kind' && (knative ?? keda) !== undefined ? ['--from-packages'] : []),
    ...(run.profile === PROFILE_ON[engine] ? [] : [`--profile ${run.profile}`]),
    `--only ${result.name}`,
  ];
  return [
    {
      text: `${label} is not in it: ${reason ?? 'no run of it is kept'}. To put it in:`,
      command: `./lab up ${flags.join(' ')}`,
    },
  ];
}
