import { plain, type BenchmarkResult } from '../../../contract';
import { metricText, plainNumber } from '../../text/number';
import { sloOf } from '../slo';
import { aboutUsd, counted, rateWords, roundLoad } from './words';

/** How far beyond the capacity of what was measured the example of a larger load lies. */
const LARGER = 2;

/** What the pods hold, what that costs, and what a larger load takes. */
export function loadAnswer(result: BenchmarkResult): string[] {
  const { maxRpsWithinSlo: heldRps, saturationRps, p95Ms, errorRate = 0, offeredRps, costPer1000Usd } = result.metrics;
  const slo = sloOf(result);
  if (p95Ms === undefined) return ['No request was answered.'];
  const failed = errorRate === 0 ? 'nothing fails' : `${metricText('errorRate', errorRate)} of the requests fail`;
  const atLoad = offeredRps === undefined ? '' : ` at ${rateWords(offeredRps)}`;
  return [
    ...(heldRps === undefined || slo === undefined ? [] : [capacity(result, heldRps, `p95 ≤ ${metricText('p95Ms', slo.p95Ms)}`)]),
    `95 of 100 answers${atLoad} take at most ${metricText('p95Ms', p95Ms)}, and ${failed}` +
      `${saturationRps === undefined ? '' : `; above ${rateWords(saturationRps)} requests pile up`}.` +
      (costPer1000Usd === undefined ? '' : ` 1000 answers at this load cost ${metricText('costPer1000Usd', costPer1000Usd)}.`),
  ];
}

function capacity({ metrics, subject }: BenchmarkResult, heldRps: number, bound: string): string {
  const { replicasMax: pods = 0, costPerPodMonthUsd: month } = metrics;
  const who = pods > 0 ? `${counted(pods, 'pod')} of ${plain(subject.service)}` : plain(subject.service);
  if (heldRps === 0) return `${who} did not hold ${bound} at any load that was tried.`;
  const holds = `${who} ${pods > 1 ? 'hold' : 'holds'} ${rateWords(heldRps)} at ${bound}`;
  if (pods === 0) return `${holds}.`;
  const perPod = heldRps / pods;
  const larger = roundLoad(LARGER * heldRps);
  const price = month === undefined ? '' : `${aboutUsd(month)} a month per pod, `;
  const needed = Math.ceil(larger / perPod - 1e-9);
  return `${holds}: ${price}${counted(needed, 'pod')} for ${plainNumber(larger)} requests/s if the load spreads evenly.`;
}
