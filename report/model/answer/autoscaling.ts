import { plain, type BenchmarkResult } from '../../../contract';
import { DEFAULT_CONTROLLER_SETTINGS } from '../../../scaling/hpa';
import { durationText, metricText, plainNumber } from '../../text/number';
import { cpuShares, highSpan, phaseSpans, pointsOf, sufferedSeconds, type PhaseSpan } from '../course-of-load';
import { scalerOf, type Scaler } from '../scaler';
import { sloOf } from '../slo';
import { aboutUsd, counted } from './words';

/** Fewer seconds of CPU say nothing about what an autoscaler saw. */
const LEAST_SECONDS = 10;

/** How long users suffered, how far the pods went and why no further, and what it costs. */
export function autoscalingAnswer(result: BenchmarkResult): string[] {
  return [...suffering(result), ...how(result), ...cost(result)];
}

function suffering(result: BenchmarkResult): string[] {
  const { errorRate = 0, sloMissRate, p95Ms } = result.metrics;
  const slo = sloOf(result);
  const failed = errorRate === 0 ? 'nothing failed' : `${metricText('errorRate', errorRate)} of the requests failed`;
  if (slo === undefined) return p95Ms === undefined ? [] : [`p95 of the whole run was ${metricText('p95Ms', p95Ms)}; ${failed}.`];
  const bound = metricText('p95Ms', slo.p95Ms);
  const seconds = sufferedSeconds(result, slo.p95Ms);
  if (seconds === undefined || (seconds === 0 && errorRate === 0)) return [`p95 never rose above ${bound}; ${failed}.`];
  const spans = phaseSpans(result);
  const whole = (spans.at(-1)?.to ?? 0) - (spans[0]?.from ?? 0);
  const of = whole > 0 ? ` of ${durationText(whole)}` : '';
  const late =
    sloMissRate === undefined ? '' : `, ${metricText('sloMissRate', sloMissRate - errorRate)} were answered later than that`;
  return [
    `Users suffered for ${durationText(Math.round(seconds))}${of}: p95 above ${bound}, or requests failing.`,
    `${capital(failed)}${late}.`,
  ];
}

function how(result: BenchmarkResult): string[] {
  const { replicasMax: most, timeToMaxReplicasSeconds: seconds } = result.metrics;
  if (most === undefined) return [];
  const scaler = scalerOf(result);
  const high = highSpan(result);
  const before =
    pointsOf(result, 'replicas')
      .filter(([at]) => high === undefined || at < high.from)
      .at(-1)?.[1] ?? most;
  const who = scaler?.name === 'HPA' ? 'The HPA' : (scaler?.name ?? plain(result.title));
  if (before >= most) {
    const fixed = scaler === undefined ? '' : ` of at most ${plainNumber(scaler.maxPods ?? most)}`;
    return [`There ${most === 1 ? 'was' : 'were'} ${counted(most, 'pod')}${fixed} throughout the load.`];
  }
  const inTime = seconds === undefined ? '' : `, ${durationText(Math.round(seconds))} after the load rose`;
  const maxPods = scaler?.maxPods;
  if (maxPods === undefined) return [`${who} went from ${plainNumber(before)} to ${counted(most, 'pod')}${inTime}.`];
  if (most >= maxPods) return [`${who} went from ${plainNumber(before)} to its maximum of ${counted(maxPods, 'pod')}${inTime}.`];
  const why = scaler === undefined || high === undefined ? undefined : whyNoFurther(result, scaler, high, most);
  return [`${who} stopped at ${plainNumber(most)} of ${counted(maxPods, 'pod')}${inTime}${why === undefined ? '' : `: ${why}`}.`];
}

/** Why fewer pods than allowed were ready, from what was seen after the last of them became ready. */
function whyNoFurther(result: BenchmarkResult, scaler: Scaler, high: PhaseSpan, most: number): string | undefined {
  const wanted = Math.max(0, ...pointsOf(result, 'desiredReplicas').map(([, pods]) => pods));
  if (wanted > most) return `${counted(wanted, 'pod')} were wanted, and the load fell before they were ready`;
  const { cpuTarget, cpuRequestCores } = scaler;
  const reached = pointsOf(result, 'replicas').find(([at, pods]) => at >= high.from && pods === most)?.[0];
  if (reached === undefined || cpuTarget === undefined) return undefined;
  const after = cpuShares(result, cpuRequestCores).filter(([at]) => at > reached && at < high.to);
  if (after.length < LEAST_SECONDS) return `the load fell ${durationText(Math.max(0, Math.round(high.to - reached)))} later`;
  const share = after.reduce((sum, [, one]) => sum + one, 0) / after.length;
  const saw = `their CPU stood at ${percent(share)} of what they request, against a target of ${percent(cpuTarget)}`;
  if (share < cpuTarget) return `${saw}, so it saw no need for more${stillSlow(result)}`;
  return share <= cpuTarget * (1 + DEFAULT_CONTROLLER_SETTINGS.tolerance)
    ? `${saw}, which is within its tolerance, so it asked for no more${stillSlow(result)}`
    : `${saw}, and the load fell before its next step`;
}

/** ` while p95 was still 408 ms` where the pods there were did not suffice. */
function stillSlow(result: BenchmarkResult): string {
  const slo = sloOf(result);
  const { settledP95Ms } = result.metrics;
  const isSlow = slo !== undefined && settledP95Ms !== undefined && settledP95Ms > slo.p95Ms;
  return isSlow ? `, while p95 was still ${metricText('settledP95Ms', settledP95Ms)}` : '';
}

function cost({ metrics }: BenchmarkResult): string[] {
  const { costPerMonthUsd: month, costPer1000Usd } = metrics;
  if (costPer1000Usd === undefined) return [];
  const perMonth = month === undefined ? '' : `${aboutUsd(month)} a month if every hour were like this run, `;
  return [capital(`${perMonth}${metricText('costPer1000Usd', costPer1000Usd)} per 1000 answered requests.`)];
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
