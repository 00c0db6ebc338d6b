import type { Prices, Target } from '../../contract/job';
import type { Mark, Series } from '../../contract/result';
import type { MissedLooks, Observation } from '../observe/observer';
import { sampledSeries } from '../stats/series';
import { defined } from './check';

export interface PodUsage {
  readonly metrics: Record<string, number>;
  readonly series: Record<string, Series>;
  readonly marks: Mark[];
  readonly howMade: string[];
}

/** Pods seen again within this time have hardly changed; longer gaps are marked. */
const LONG_GAP_SECONDS = 5;
/** A month as cloud bills count it: 730 hours. */
export const MONTH_SECONDS = 730 * 3600;

/** What the pods used while `answers` requests or jobs were answered. Only a mark when they could not be seen. */
export function podUsage({ usage, failure, missed }: Observation, target: Target, prices: Prices, answers: number): PodUsage {
  const totals = usage.totals();
  if (failure !== undefined || totals.podSeconds === 0) {
    const reason = failure ?? `no pod matched ${target.podSelector}`;
    return {
      metrics: {},
      series: {},
      marks: [{ mark: 'incomplete', reason: `CPU, memory and cost are missing: ${reason}` }],
      howMade: [`The pods could not be observed (${reason}), so CPU, memory and cost are missing.`],
    };
  }
  const perAnswer = (value: number): number | undefined => (answers === 0 ? undefined : value / answers);
  const didTell = totals.memoryPeakBytes !== undefined;
  const seen = (usage.replicas.at(-1)?.[0] ?? 0) - (usage.replicas[0]?.[0] ?? 0);
  const unlimited = usage.withoutCpuLimit();
  return {
    metrics: defined({
      cpuCoreSeconds: didTell ? totals.cpuCoreSeconds : undefined,
      cpuMsPerRequest: didTell ? perAnswer(1000 * totals.cpuCoreSeconds) : undefined,
      cpuUtilization: didTell ? totals.cpuCoreSeconds / ((target.cpuLimitMillis / 1000) * totals.podSeconds) : undefined,
      memoryPeakBytes: totals.memoryPeakBytes,
      replicaSeconds: totals.replicaSeconds,
      replicasMax: totals.replicasMax,
      podRestarts: totals.restarts,
      costPerPodMonthUsd: podCostUsd(target, prices, MONTH_SECONDS),
      costPerMonthUsd: seen === 0 ? undefined : podCostUsd(target, prices, (MONTH_SECONDS * totals.podSeconds) / seen),
      costPer1000Usd: perAnswer(1000 * podCostUsd(target, prices, totals.podSeconds)),
    }),
    series: {
      replicas: sampledSeries('', usage.replicas),
      desiredReplicas: sampledSeries('', usage.desired),
      ...(didTell ? { cpuCores: sampledSeries('cores', usage.cpuCores) } : {}),
    },
    marks: [...limitMarks(unlimited, target), ...gapMarks(missed)],
    howMade: [
      `Pods were listed and their /metrics read once a second (${target.podSelector}); CPU is the sum of their process CPU time, ` +
        'also of pods that came and went.',
      `Cost is the requested ${target.cpuRequestMillis / 1000} cores and ${Math.round(target.memoryRequestBytes / 2 ** 20)} MiB of each pod ` +
        `x ${totals.podSeconds.toFixed(1)} pod-seconds x ${prices.vcpuHourUsd} USD per vCPU-hour and ${prices.gibHourUsd} USD per GiB-hour.`,
      ...(missed === undefined ? [] : [`Looks that the Kubernetes API did not answer: ${missed.count} (${missed.reason}).`]),
    ],
  };
}

function limitMarks(pods: readonly string[], { cpuLimitMillis }: Target): Mark[] {
  if (pods.length === 0) return [];
  const reason = `the CPU limit of ${cpuLimitMillis / 1000} cores was not enforced for ${pods.join(', ')}; the pod may have used more`;
  return [{ mark: 'limit-not-enforced', reason }];
}

function gapMarks(missed: MissedLooks | undefined): Mark[] {
  if (missed === undefined || missed.longestSeconds <= LONG_GAP_SECONDS) return [];
  const reason = `the pods were not seen for ${Math.round(missed.longestSeconds)} s (${missed.reason}) and count as they were before`;
  return [{ mark: 'incomplete', reason }];
}

/**
 * Price of the resources that pods requested, USD. Not of those they used: a cluster must hold ready what is requested.
 *
 * @param podSeconds pods summed over time
 */
export function podCostUsd(target: Target, prices: Prices, podSeconds: number): number {
  const perHour =
    (target.cpuRequestMillis / 1000) * prices.vcpuHourUsd + (target.memoryRequestBytes / 2 ** 30) * prices.gibHourUsd;
  return (perHour * podSeconds) / 3600;
}
