import type { BenchmarkResult } from '../../../contract';
import { metricText } from '../../text/number';
import { aboutUsd, counted, rateWords } from './words';

/** What the workers get done, whether a job was lost, and how long one takes. */
export function queueAnswer({ metrics }: BenchmarkResult): string[] {
  const { jobsPerSecond, totalP95Ms, waitP95Ms, jobs = 0, jobsLost = 0, replicasMax = 0, offeredRps } = metrics;
  const { costPerPodMonthUsd: month, costPer1000Usd } = metrics;
  if (jobsPerSecond === undefined) return ['No job was done.'];
  const who = replicasMax > 0 ? counted(replicasMax, 'worker') : 'The workers';
  const does = replicasMax === 1 ? 'does' : 'do';
  const price = month === undefined ? '' : `: ${aboutUsd(month)} a month per worker`;
  const per1000 = costPer1000Usd === undefined ? '' : `, ${metricText('costPer1000Usd', costPer1000Usd)} per 1000 jobs`;
  const lost =
    jobsLost === 0
      ? `none of ${counted(jobs, 'accepted job')} was lost`
      : `${counted(jobsLost, 'job')} of ${counted(jobs, 'accepted job')} ${jobsLost === 1 ? 'was' : 'were'} lost`;
  const atPace = offeredRps === undefined ? 'At a steady pace' : `At ${rateWords(offeredRps, 'jobs/s')}`;
  const waiting = waitP95Ms === undefined ? '' : `, ${metricText('waitP95Ms', waitP95Ms)} of it waiting at most`;
  return [
    `${who} ${does} ${rateWords(jobsPerSecond, 'jobs/s')}${price}${per1000}; ${lost}.`,
    ...(totalP95Ms === undefined
      ? []
      : [`${atPace}, 95 of 100 jobs have their result within ${metricText('totalP95Ms', totalP95Ms)}${waiting}.`]),
  ];
}
