import { MAX_INT32, percentOf, toInt32 } from './integers';
import { countReadyPods, type PodGroups, type RequestSums } from './pods';
import { isWithin, type Tolerances } from './tolerance';
import type { Pod } from './types';
import { TOTALS_CAPPED_FROM } from './versions';

/** Replica counts per kind of target. All of replica_calculator.go is int64 milli-units until the ratio, then float64. */

/** Whether unready and missing pods change nothing: no metric is missing, and there is no scale-up for unready pods to soften. */
function isCertain(groups: PodGroups, usageRatio: number): boolean {
  return groups.missing === 0 && !(groups.unready > 0 && usageRatio > 1);
}

/** The pods counted once the missing and, scaling up, the unready ones have been filled in. */
function refilledCount(groups: PodGroups, usageRatio: number): number {
  const missing = usageRatio === 1 ? 0 : groups.missing;
  return groups.ready + groups.unknown + missing + (usageRatio > 1 ? groups.unready : 0);
}

/** A guess about pods without metrics may soften a decision, never turn it round. */
function replicasAfterRefill(
  currentReplicas: number,
  usageRatio: number,
  newUsageRatio: number,
  counted: number,
  tolerances: Tolerances,
): number {
  const turned = (usageRatio < 1 && newUsageRatio > 1) || (usageRatio > 1 && newUsageRatio < 1);
  if (turned || isWithin(newUsageRatio, tolerances)) return currentReplicas;
  const replicas = toInt32(Math.ceil(newUsageRatio * counted));
  const backwards = (newUsageRatio < 1 && replicas > currentReplicas) || (newUsageRatio > 1 && replicas < currentReplicas);
  return backwards ? currentReplicas : replicas;
}

/**
 * Replicas for a target in percent of the requests; requests of the counted pods must not sum to zero.
 * Follows pkg/controller/podautoscaler/replica_calculator.go, GetResourceReplicas, v1.34.
 *
 * @param utilization current utilization of the ready pods, percent, truncated to an integer
 */
export function utilizationReplicas(
  groups: PodGroups,
  requests: RequestSums,
  currentReplicas: number,
  utilization: number,
  targetUtilization: number,
  tolerances: Tolerances,
): number {
  const usageRatio = utilization / targetUtilization;
  if (isCertain(groups, usageRatio)) {
    return isWithin(usageRatio, tolerances) ? currentReplicas : toInt32(Math.ceil(usageRatio * groups.ready));
  }
  let usageMilli = groups.readyUsageMilli;
  let requestsMilli = requests.readyMilli;
  if (usageRatio < 1) usageMilli += requests.missingFallbackMilli;
  if (usageRatio !== 1) requestsMilli += requests.missingMilli;
  if (usageRatio > 1) requestsMilli += requests.unreadyMilli;
  const newUsageRatio = percentOf(usageMilli, requestsMilli) / targetUtilization;
  return replicasAfterRefill(currentReplicas, usageRatio, newUsageRatio, refilledCount(groups, usageRatio), tolerances);
}

/**
 * Replicas for a target per pod in absolute units; at least one pod must be counted.
 * Follows pkg/controller/podautoscaler/replica_calculator.go, calcPlainMetricReplicas, v1.34.
 *
 * @param averageMilli current average over the counted pods, truncated to an integer
 */
export function averageValueReplicas(
  groups: PodGroups,
  currentReplicas: number,
  averageMilli: number,
  targetMilli: number,
  tolerances: Tolerances,
): number {
  const usageRatio = averageMilli / targetMilli;
  if (isCertain(groups, usageRatio)) {
    return isWithin(usageRatio, tolerances) ? currentReplicas : toInt32(Math.ceil(usageRatio * groups.ready));
  }
  const counted = refilledCount(groups, usageRatio);
  const filledInMilli = usageRatio < 1 ? groups.missing * targetMilli : 0;
  const newAverageMilli = Math.trunc((groups.readyUsageMilli + groups.unknownUsageMilli + filledInMilli) / counted);
  return replicasAfterRefill(currentReplicas, usageRatio, newAverageMilli / targetMilli, counted, tolerances);
}

/**
 * Replicas for a total shared by all pods (Object and External, Value). From zero replicas neither tolerance nor pods count.
 * Follows pkg/controller/podautoscaler/replica_calculator.go, getUsageRatioReplicaCount, v1.37.2.
 *
 * @param minor version of Kubernetes
 * @returns undefined when the pods matter and there are none
 */
export function valueReplicas(
  currentReplicas: number,
  usageMilli: number,
  targetMilli: number,
  pods: readonly Pod[],
  tolerances: Tolerances,
  minor: number,
): number | undefined {
  const usageRatio = usageMilli / targetMilli;
  if (currentReplicas === 0) return toInt32(Math.ceil(usageRatio));
  if (isWithin(usageRatio, tolerances)) return currentReplicas;
  if (pods.length === 0) return undefined;
  const replicas = Math.ceil(usageRatio * countReadyPods(pods));
  return toInt32(minor >= TOTALS_CAPPED_FROM ? Math.min(MAX_INT32, replicas) : replicas);
}

/**
 * Replicas for a total that is divided by the pods (Object and External, AverageValue), before it is made an int32.
 * Follows pkg/controller/podautoscaler/replica_calculator.go, GetExternalPerPodMetricReplicas and
 * GetObjectPerPodMetricReplicas, v1.34.
 *
 * @param statusReplicas what the workload reports, not what was asked for
 */
export function perPodValueReplicas(
  statusReplicas: number,
  usageMilli: number,
  targetMilli: number,
  tolerances: Tolerances,
): number {
  const usageRatio = usageMilli / (targetMilli * statusReplicas);
  return isWithin(usageRatio, tolerances) ? statusReplicas : Math.ceil(usageMilli / targetMilli);
}
