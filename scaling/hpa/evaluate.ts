import { MAX_INT32, MAX_INT64, percentOf, toInt32 } from './integers';
import type { Metric } from './metrics';
import { groupByUsage, groupByValue, type PodGroups, type ReadinessPeriods, type RequestSums } from './pods';
import { averageValueReplicas, perPodValueReplicas, utilizationReplicas, valueReplicas } from './replicas';
import type { Tolerances } from './tolerance';
import type { CurrentMetric, HpaInputs } from './types';
import { TOTALS_CAPPED_FROM } from './versions';

/** What one metric asks for, or why it cannot be read. */
export interface Proposal {
  readonly replicas: number;
  readonly current: CurrentMetric | undefined;
  readonly error: string | undefined;
}

/** What evaluation needs besides the metric and the inputs; the accumulators are reused from sync to sync. */
export interface Workspace {
  readonly groups: PodGroups;
  readonly requests: RequestSums;
  readonly tolerances: Tolerances;
  readonly periods: ReadinessPeriods;
  /** Minor version of Kubernetes. */
  readonly minor: number;
}

const NO_PODS = 'no pods returned by selector while calculating replica count';
const NO_METRICS = 'did not receive metrics for targeted pods (pods might be unready)';

function failed(error: string): Proposal {
  return { replicas: 0, current: undefined, error };
}

function proposed(replicas: number, averageUtilization: number | undefined, averageValueMilli: number): Proposal {
  return { replicas, current: { averageUtilization, averageValueMilli, valueMilli: undefined }, error: undefined };
}

/** Upstream treats an answer without items as an error. */
function isEmpty(perPod: readonly unknown[]): boolean {
  for (const item of perPod) if (item !== undefined) return false;
  return true;
}

/** Follows pkg/controller/podautoscaler/replica_calculator.go, GetResourceReplicas and GetRawResourceReplicas, v1.34. */
function evaluateResource(metric: Metric, inputs: HpaInputs, nowMs: number, workspace: Workspace): Proposal {
  const { groups, requests, tolerances, periods } = workspace;
  const { pods, specReplicas } = inputs;
  const samples = inputs.resources?.[metric.resource];
  if (samples === undefined) return failed(unreadResource(metric, 'unable to fetch metrics from resource metrics API'));
  if (isEmpty(samples)) return failed(unreadResource(metric, 'no metrics returned from resource metrics API'));
  if (pods.length === 0) return failed(NO_PODS);
  groupByUsage(groups, pods, samples, metric, nowMs, periods);
  if (groups.ready + groups.unknown === 0) return failed(NO_METRICS);
  if (metric.kind === 'ResourceAverageValue') return averageOf(metric, groups, specReplicas, tolerances);
  const missingRequest = requests.sum(groups, pods, metric, metric.target, workspace.minor);
  if (missingRequest !== undefined) return failed(missingRequest);
  if (requests.readyMilli === 0) return failed('no metrics returned matched known pods');
  const utilization = percentOf(groups.readyUsageMilli, requests.readyMilli);
  const replicas = utilizationReplicas(groups, requests, specReplicas, utilization, metric.target, tolerances);
  return proposed(replicas, utilization, Math.trunc(groups.readyUsageMilli / groups.ready));
}

function unreadResource(metric: Metric, problem: string): string {
  return `unable to get metrics for resource ${metric.resource}: ${problem}`;
}

/** Follows pkg/controller/podautoscaler/metrics/utilization.go, GetMetricUsageRatio, v1.34. */
function averageOf(metric: Metric, groups: PodGroups, specReplicas: number, tolerances: Tolerances): Proposal {
  const counted = groups.ready + groups.unknown;
  const averageMilli = Math.trunc((groups.readyUsageMilli + groups.unknownUsageMilli) / counted);
  return proposed(averageValueReplicas(groups, specReplicas, averageMilli, metric.target, tolerances), undefined, averageMilli);
}

/** Follows pkg/controller/podautoscaler/replica_calculator.go, GetMetricReplicas, v1.34. */
function evaluatePods(metric: Metric, inputs: HpaInputs, { groups, tolerances }: Workspace): Proposal {
  const values = inputs.podMetricsMilli?.[metric.resource];
  if (values === undefined || isEmpty(values)) {
    const problem = values === undefined ? 'unable to fetch metrics from' : 'no metrics returned from';
    return failed(`unable to get metric ${metric.resource}: ${problem} custom metrics API`);
  }
  if (inputs.pods.length === 0) return failed(NO_PODS);
  groupByValue(groups, inputs.pods, values);
  if (groups.ready + groups.unknown === 0) return failed(NO_METRICS);
  return averageOf(metric, groups, inputs.specReplicas, tolerances);
}

/** Follows pkg/controller/podautoscaler/replica_calculator.go, GetObjectMetricReplicas and GetExternalMetricReplicas, v1.34. */
function evaluateValue(usageMilli: number, metric: Metric, inputs: HpaInputs, { tolerances, minor }: Workspace): Proposal {
  const replicas = valueReplicas(inputs.specReplicas, usageMilli, metric.target, inputs.pods, tolerances, minor);
  if (replicas === undefined) return failed(`unable to calculate ready pods: ${NO_PODS}`);
  return {
    replicas,
    current: { averageUtilization: undefined, averageValueMilli: undefined, valueMilli: usageMilli },
    error: undefined,
  };
}

/** Status shows the total per existing pod, rounded up. */
function proposedPerPod(replicas: number, usageMilli: number, statusReplicas: number): Proposal {
  return proposed(replicas, undefined, Math.ceil(usageMilli / statusReplicas));
}

/** Follows pkg/controller/podautoscaler/replica_calculator.go, GetObjectPerPodMetricReplicas, v1.34. */
function evaluateObject(metric: Metric, inputs: HpaInputs, workspace: Workspace): Proposal {
  const usageMilli = inputs.objectMetricsMilli?.[metric.resource];
  if (usageMilli === undefined) {
    return failed(`unable to get metric ${metric.resource}: unable to fetch metrics from custom metrics API`);
  }
  if (metric.kind === 'ObjectValue') return evaluateValue(usageMilli, metric, inputs, workspace);
  const { statusReplicas } = inputs;
  const replicas = toInt32(perPodValueReplicas(statusReplicas, usageMilli, metric.target, workspace.tolerances));
  return proposedPerPod(replicas, usageMilli, statusReplicas);
}

/**
 * Follows pkg/controller/podautoscaler/replica_calculator.go, GetExternalPerPodMetricReplicas, v1.34: there a negative sum is
 * taken for an overflow and becomes the greatest integer.
 */
function evaluateExternal(metric: Metric, inputs: HpaInputs, workspace: Workspace): Proposal {
  const series = inputs.externalMetricsMilli?.[metric.resource];
  if (series === undefined || series.length === 0) {
    const problem = series === undefined ? 'unable to fetch metrics from' : 'no metrics returned from';
    return failed(`unable to get external metric ${metric.resource}: ${problem} external metrics API`);
  }
  if (metric.kind === 'ExternalValue') return evaluateValue(sumOf(series, workspace.minor), metric, inputs, workspace);
  const usageMilli = sumNonNegative(series);
  const { statusReplicas } = inputs;
  const replicas = perPodValueReplicas(statusReplicas, usageMilli, metric.target, workspace.tolerances);
  return proposedPerPod(toInt32(Math.min(MAX_INT32, replicas)), usageMilli, statusReplicas);
}

/** Follows pkg/controller/podautoscaler/replica_calculator.go, GetExternalMetricReplicas, v1.37.2: an int64, see TOTALS_CAPPED_FROM. */
function sumOf(series: readonly number[], minor: number): number {
  let sum = 0;
  for (const valueMilli of series) {
    sum += valueMilli;
    if (sum < MAX_INT64) continue;
    if (minor >= TOTALS_CAPPED_FROM) return MAX_INT64;
    sum -= 2 * MAX_INT64;
  }
  return sum;
}

function sumNonNegative(series: readonly number[]): number {
  let sum = 0;
  for (const valueMilli of series) {
    sum += valueMilli;
    if (sum < 0 || sum >= MAX_INT64) return MAX_INT64;
  }
  return sum;
}

/** Follows pkg/controller/podautoscaler/horizontal.go, computeReplicasForMetric, v1.34. */
export function evaluate(metric: Metric, inputs: HpaInputs, nowMs: number, workspace: Workspace): Proposal {
  switch (metric.kind) {
    case 'ResourceUtilization':
    case 'ResourceAverageValue':
      return evaluateResource(metric, inputs, nowMs, workspace);
    case 'PodsAverageValue':
      return evaluatePods(metric, inputs, workspace);
    case 'ObjectValue':
    case 'ObjectAverageValue':
      return evaluateObject(metric, inputs, workspace);
    case 'ExternalValue':
    case 'ExternalAverageValue':
      return evaluateExternal(metric, inputs, workspace);
    case 'Invalid':
      return failed(metric.resource);
  }
}
