import { HpaController, type HpaInputs, type Pod, type ResourceSample } from '../../hpa';
import { utilizationBaseMilli, type CountedPods } from '../../manifests';
import type { Axis } from './axis';

/** What one side is scaled by, with everything else that decides how many pods a steady load gets. */
export interface Side {
  readonly pods: CountedPods;
  readonly axis: Axis;
  readonly kubernetesVersion: string;
}

/**
 * Pods that a load asks for when it has risen slowly to that, all of them ready and equally busy.
 *
 * @param loadMilli over all pods, in thousandths as of the axis
 */
export function settledPods(side: Side, loadMilli: number): number {
  const { minPods, maxPods } = side.pods;
  let count = Math.max(1, minPods);
  while (count < (maxPods ?? Infinity) && asksForMore(side, count, loadMilli)) count++;
  return count;
}

/**
 * Whether so many pods are too few for a load. The HPA's own code decides, with its rounding, but without a behavior, which is about
 * time, and without tolerance, which lets the count lag by a tenth. Knative divides the load by the target.
 */
export function asksForMore(side: Side, count: number, loadMilli: number): boolean {
  const { pods, axis } = side;
  if (pods.kpa !== undefined) return loadMilli > count * axis.perPodMilli;
  if (axis.metric === undefined) return false;
  const spec = { minReplicas: 1, maxReplicas: count + 1, metrics: [axis.metric] };
  const controller = new HpaController(spec, { kubernetesVersion: side.kubernetesVersion, tolerance: 0 });
  return controller.sync(0, inputsOf(side, loadMilli, count)).replicas > count;
}

function inputsOf({ axis, pods }: Side, loadMilli: number, count: number): HpaInputs {
  const requestMilli = (pods.pod && utilizationBaseMilli(pods.pod, 'cpu')) ?? 0;
  const shares = spread(Math.round(loadMilli), count);
  const shared = { specReplicas: count, statusReplicas: count };
  if (axis.metric?.external !== undefined)
    return { ...shared, pods: [], externalMetricsMilli: { [axis.name]: [Math.round(loadMilli)] } };
  const ready = Array.from({ length: count }, (_, index) => readyPod(`pod-${index}`, requestMilli));
  if (axis.kind !== 'cpu') return { ...shared, pods: ready, podMetricsMilli: { [axis.name]: shares } };
  return { ...shared, pods: ready, resources: { cpu: shares.map(sample) } };
}

/** In whole thousandths, as the metrics API has them, so that the sum is exact. */
function spread(totalMilli: number, count: number): number[] {
  const each = Math.floor(totalMilli / count);
  return Array.from({ length: count }, (_, index) => each + (index < totalMilli - each * count ? 1 : 0));
}

/** Long before any sync, so that the pod counts in full. */
const STARTED_MS = -3_600_000;

function readyPod(name: string, requestMilli: number): Pod {
  return {
    name,
    phase: 'Running',
    deleting: false,
    ready: 'True',
    readyTransitionMs: STARTED_MS,
    startMs: STARTED_MS,
    containers: [{ name: 'all', requestsMilli: { cpu: requestMilli } }],
  };
}

function sample(usageMilli: number): ResourceSample {
  return { atMs: 0, windowMs: 15_000, containers: [{ name: 'all', usageMilli }] };
}
