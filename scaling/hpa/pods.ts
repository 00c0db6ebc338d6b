import type { PerPod, Pod, ResourceSample } from './types';
import { CONTAINER_REQUIRED_FROM } from './versions';

/** What a pod counts as for one metric. Numbers, so that a byte array can hold them. */
type PodGroup = typeof READY | typeof UNREADY | typeof MISSING | typeof IGNORED;

/** Its metric counts. */
const READY = 0;
/** Pending or, for CPU, not ready: its metric is put aside. */
const UNREADY = 1;
const MISSING = 2;
/** Failed or being deleted: as if it did not exist. */
const IGNORED = 3;

/** How long the CPU usage of a pod that has just started is distrusted. */
export interface ReadinessPeriods {
  readonly cpuInitializationMs: number;
  readonly initialReadinessMs: number;
}

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
  /** Group of each pod, in the order of the pods; may be longer than their list. */
  public byPod = new Uint8Array(64);

  /** Forgets the last sync. */
  public start(podCount: number): void {
    this.ready = this.unready = this.missing = this.unknown = 0;
    this.readyUsageMilli = this.unknownUsageMilli = 0;
    if (this.byPod.length < podCount) this.byPod = new Uint8Array(2 * podCount);
  }

  public add(index: number, group: PodGroup, usageMilli: number | undefined): void {
    this.byPod[index] = group;
    if (group === READY) {
      this.ready++;
      this.readyUsageMilli += usageMilli ?? 0;
    } else if (group === UNREADY) this.unready++;
    else if (group === MISSING) this.missing++;
  }

  public addUnknown(usageMilli: number | undefined): void {
    if (usageMilli === undefined) return;
    this.unknown++;
    this.unknownUsageMilli += usageMilli;
  }
}

function groupOf(pod: Pod, usageMilli: number | undefined): PodGroup {
  if (pod.deleting || pod.phase === 'Failed') return IGNORED;
  if (pod.phase === 'Pending') return UNREADY;
  return usageMilli === undefined ? MISSING : READY;
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
 * Usage by one sample, undefined when it does not have the container asked for.
 * Follows pkg/controller/podautoscaler/metrics/client.go, getPodMetrics and getContainerMetrics, v1.34.
 */
function usageOf(sample: ResourceSample | undefined, container: string): number | undefined {
  if (sample === undefined) return undefined;
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

/** Groups the pods for a resource metric. Follows pkg/controller/podautoscaler/replica_calculator.go, groupPods, v1.34. */
export function groupByUsage(
  groups: PodGroups,
  pods: readonly Pod[],
  samples: PerPod<ResourceSample>,
  source: ResourceSource,
  nowMs: number,
  periods: ReadinessPeriods,
): void {
  const { container } = source;
  const distrustsStarting = source.resource === 'cpu';
  groups.start(pods.length);
  let index = 0;
  for (const pod of pods) {
    const sample = samples[index];
    const usageMilli = usageOf(sample, container);
    let group = groupOf(pod, usageMilli);
    if (group === READY && distrustsStarting && sample && isStarting(pod, sample, nowMs, periods)) group = UNREADY;
    groups.add(index, group, usageMilli);
    index++;
  }
  for (; index < samples.length; index++) groups.addUnknown(usageOf(samples[index], container));
}

/**
 * Groups the pods for a custom metric, whose samples are trusted whatever the pod's state.
 * Follows pkg/controller/podautoscaler/replica_calculator.go, groupPods with an empty resource, v1.34.
 */
export function groupByValue(groups: PodGroups, pods: readonly Pod[], valuesMilli: PerPod<number>): void {
  groups.start(pods.length);
  let index = 0;
  for (const pod of pods) {
    const valueMilli = valuesMilli[index];
    groups.add(index, groupOf(pod, valueMilli), valueMilli);
    index++;
  }
  for (; index < valuesMilli.length; index++) groups.addUnknown(valuesMilli[index]);
}

/** Requests summed by group. One object serves all syncs of a controller. */
export class RequestSums {
  public readyMilli = 0;
  public unreadyMilli = 0;
  public missingMilli = 0;
  /** What the missing pods are assumed to use when scaling down: their requests, or the target where that is above 100 %. */
  public missingFallbackMilli = 0;

  /**
   * Sums anew over all pods, the ignored ones included, because upstream fails when any of them lacks a request.
   * Follows pkg/controller/podautoscaler/replica_calculator.go, calculateRequests, v1.37.2
   * (container requests only: pod-level resources, KEP-2837, are not modelled).
   *
   * @param minor version of Kubernetes
   * @returns why a request is not known, undefined when all are
   */
  public sum(
    groups: PodGroups,
    pods: readonly Pod[],
    source: ResourceSource,
    targetUtilization: number,
    minor: number,
  ): string | undefined {
    const { resource, container } = source;
    const { byPod } = groups;
    const fallbackPercent = Math.max(100, targetUtilization);
    let [ready, unready, missing, missingFallback, index] = [0, 0, 0, 0, 0];
    for (const pod of pods) {
      const request = requestOf(pod, resource, container, minor);
      if (request === undefined) return missingRequest(pod, resource, container);
      const group = byPod[index++];
      if (group === READY) ready += request;
      else if (group === UNREADY) unready += request;
      else if (group === MISSING) {
        missing += request;
        missingFallback += Math.trunc((request * fallbackPercent) / 100);
      }
    }
    this.readyMilli = ready;
    this.unreadyMilli = unready;
    this.missingMilli = missing;
    this.missingFallbackMilli = missingFallback;
    return undefined;
  }
}

/** The request of a pod or of one of its containers, undefined when it is not known. */
function requestOf(pod: Pod, resource: string, container: string, minor: number): number | undefined {
  let sum = 0;
  for (const each of pod.containers) {
    if (container !== '' && container !== each.name) continue;
    const request = each.requestsMilli[resource];
    if (request === undefined) return undefined;
    if (container !== '') return request;
    sum += request;
  }
  return container !== '' && minor >= CONTAINER_REQUIRED_FROM ? undefined : sum;
}

function missingRequest(pod: Pod, resource: string, container: string): string {
  const relevant = container === '' ? pod.containers : pod.containers.filter(({ name }) => name === container);
  const lacking = relevant.find(({ requestsMilli }) => requestsMilli[resource] === undefined);
  if (lacking === undefined) return `container ${container} not found in Pod ${pod.name}`;
  return `missing request for ${resource} in container ${lacking.name} of Pod ${pod.name}`;
}

/** Follows pkg/controller/podautoscaler/replica_calculator.go, getReadyPodsCount, v1.34. */
export function countReadyPods(pods: readonly Pod[]): number {
  let ready = 0;
  for (const pod of pods) if (pod.phase === 'Running' && pod.ready === 'True') ready++;
  return ready;
}
