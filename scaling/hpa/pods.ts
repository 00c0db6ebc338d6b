import type { PerPod, Pod, ResourceSample } from './types';

/** What a pod counts as for one metric. */
const enum PodGroup {
  /** Its metric counts. */
  Ready,
  /** Pending or, for CPU, not ready: its metric is put aside. */
  Unready,
  /** There is no metric of it. */
  Missing,
  /** Failed or being deleted: as if it did not exist. */
  Ignored,
}

/** How long the CPU usage of a pod that has just started is distrusted. */
export interface ReadinessPeriods {
  readonly cpuInitializationMs: number;
  readonly initialReadinessMs: number;
}

/** Which usage of a pod is meant. */
export interface ResourceSource {
  readonly resource: string;
  /** Empty for the sum of all containers. */
  readonly container: string;
}

/** The pods of one metric by group, with usage summed. One object serves all syncs of a controller. */
export class PodGroups {
  public ready = 0;
  public unready = 0;
  public missing = 0;
  /** Metrics whose pod is not in the list. */
  public unknown = 0;
  /** Sum over the ready pods, and over the unknown ones, milli-units. */
  public readyUsageMilli = 0;
  public unknownUsageMilli = 0;
  private groups = new Uint8Array(64);

  /** Forgets the last sync. */
  public start(podCount: number): void {
    this.ready = this.unready = this.missing = this.unknown = 0;
    this.readyUsageMilli = this.unknownUsageMilli = 0;
    if (this.groups.length < podCount) this.groups = new Uint8Array(2 * podCount);
  }

  public add(index: number, group: PodGroup, usageMilli: number | undefined): void {
    this.groups[index] = group;
    if (group === PodGroup.Ready) {
      this.ready++;
      this.readyUsageMilli += usageMilli ?? 0;
    } else if (group === PodGroup.Unready) this.unready++;
    else if (group === PodGroup.Missing) this.missing++;
  }

  public addUnknown(usageMilli: number | undefined): void {
    if (usageMilli === undefined) return;
    this.unknown++;
    this.unknownUsageMilli += usageMilli;
  }

  public groupAt(index: number): PodGroup {
    return this.groups[index] ?? PodGroup.Ignored;
  }
}

function groupOf(pod: Pod, usageMilli: number | undefined): PodGroup {
  if (pod.deleting || pod.phase === 'Failed') return PodGroup.Ignored;
  if (pod.phase === 'Pending') return PodGroup.Unready;
  return usageMilli === undefined ? PodGroup.Missing : PodGroup.Ready;
}

/** Whether a CPU sample is not to be trusted yet: the pod is starting, or has never been ready. */
function isStarting(pod: Pod, sample: ResourceSample, nowMs: number, periods: ReadinessPeriods): boolean {
  if (pod.ready === null || pod.startMs === null) return true;
  if (pod.startMs + periods.cpuInitializationMs > nowMs) {
    return pod.ready === 'False' || sample.atMs < pod.readyTransitionMs + sample.windowMs;
  }
  return pod.ready === 'False' && pod.startMs + periods.initialReadinessMs > pod.readyTransitionMs;
}

/**
 * Usage by one sample; undefined when it has nothing of the container asked for.
 * Follows pkg/controller/podautoscaler/metrics/client.go, getPodMetrics and getContainerMetrics, v1.34.
 */
function usageOf(sample: ResourceSample, container: string): number | undefined {
  const { containers } = sample;
  if (container !== '') {
    for (const each of containers) if (each.name === container) return each.usageMilli;
    return undefined;
  }
  if (containers.length === 0) return undefined;
  let sum = 0;
  for (const each of containers) sum += each.usageMilli;
  return sum;
}

/**
 * Groups the pods for a resource metric.
 * Follows pkg/controller/podautoscaler/replica_calculator.go, groupPods, v1.34.
 */
export function groupByUsage(
  groups: PodGroups,
  pods: readonly Pod[],
  samples: PerPod<ResourceSample>,
  source: ResourceSource,
  nowMs: number,
  periods: ReadinessPeriods,
): void {
  const distrustsStarting = source.resource === 'cpu';
  groups.start(pods.length);
  for (const [index, pod] of pods.entries()) {
    const sample = samples[index];
    const usageMilli = sample && usageOf(sample, source.container);
    const group = groupOf(pod, usageMilli);
    const setAside = group === PodGroup.Ready && distrustsStarting && sample && isStarting(pod, sample, nowMs, periods);
    groups.add(index, setAside ? PodGroup.Unready : group, usageMilli);
  }
  for (let index = pods.length; index < samples.length; index++) {
    const sample = samples[index];
    groups.addUnknown(sample && usageOf(sample, source.container));
  }
}

/**
 * Groups the pods for a custom metric, whose samples are trusted whatever the pod's state.
 * Follows pkg/controller/podautoscaler/replica_calculator.go, groupPods with an empty resource, v1.34.
 */
export function groupByValue(groups: PodGroups, pods: readonly Pod[], valuesMilli: PerPod<number>): void {
  groups.start(pods.length);
  for (const [index, pod] of pods.entries()) groups.add(index, groupOf(pod, valuesMilli[index]), valuesMilli[index]);
  for (let index = pods.length; index < valuesMilli.length; index++) groups.addUnknown(valuesMilli[index]);
}

/** Requests summed by group. One object serves all syncs of a controller. */
export class RequestSums {
  public readyMilli = 0;
  public unreadyMilli = 0;
  public missingMilli = 0;
  /** What the missing pods are taken to use when scaling down: their requests, or the target where that is above 100 %. */
  public missingFallbackMilli = 0;

  /**
   * Sums anew over all pods, the ignored ones included, because upstream fails when any of them lacks a request.
   * Follows pkg/controller/podautoscaler/replica_calculator.go, calculateRequests, v1.34
   * (container requests only: pod-level resources, KEP-2837, are not modelled).
   *
   * @returns why a request is not known, undefined when all are
   */
  public sum(groups: PodGroups, pods: readonly Pod[], source: ResourceSource, targetUtilization: number): string | undefined {
    const fallbackPercent = Math.max(100, targetUtilization);
    this.readyMilli = this.unreadyMilli = this.missingMilli = this.missingFallbackMilli = 0;
    for (const [index, pod] of pods.entries()) {
      const request = requestOf(pod, source);
      if (typeof request === 'string') return request;
      const group = groups.groupAt(index);
      if (group === PodGroup.Ready) this.readyMilli += request;
      else if (group === PodGroup.Unready) this.unreadyMilli += request;
      else if (group === PodGroup.Missing) {
        this.missingMilli += request;
        this.missingFallbackMilli += Math.trunc((request * fallbackPercent) / 100);
      }
    }
    return undefined;
  }
}

/** The request of a pod or of one of its containers; a text when it is not known. */
function requestOf(pod: Pod, { resource, container }: ResourceSource): number | string {
  let sum = 0;
  for (const each of pod.containers) {
    if (container !== '' && container !== each.name) continue;
    const request = each.requestsMilli[resource];
    if (request === undefined) return `missing request for ${resource} in container ${each.name} of Pod ${pod.name}`;
    if (container !== '') return request;
    sum += request;
  }
  return container === '' ? sum : `container ${container} not found in Pod ${pod.name}`;
}

/** Follows pkg/controller/podautoscaler/replica_calculator.go, getReadyPodsCount, v1.34. */
export function countReadyPods(pods: readonly Pod[]): number {
  let ready = 0;
  for (const pod of pods) if (pod.phase === 'Running' && pod.ready === 'True') ready++;
  return ready;
}
