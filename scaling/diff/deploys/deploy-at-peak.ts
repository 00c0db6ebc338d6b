import {
  completeDeployment,
  DeployObserver,
  maxSurge,
  runAutoscaledRollout,
  type DeployRecord,
  type Rollout,
} from '../../rollout';
import { pairTitle, type PodsPair } from '../pair-sides';
import type { DeployAtPeak, DeployOfPods } from '../schema';
import { startTimesMs } from '../simulated/pod-model';
import { isOfDeployment, type OfDeployment } from './deployment-of';
import { loadFor, measureOf, podsFor, readsMemoryOnly, type SteadyLoad } from './steady-load';

/** A deploy shows at the largest counts; one of them is likely where traffic peaks. */
const SHARES_OF_MAXIMUM = [0.5, 0.9];
/** Where nothing bounds the pods. */
const PODS_WITHOUT_BOUND = 10;
/** The HPA's syncs fall on the rollout as chance will: some moments of its period of 15 s. */
const PHASES_MS = [0, 5_000, 10_000];
const DEPLOY_MS = 60_000;
const END_MS = 1_860_000;
/** Longer than a default HPA remembers: what has not moved for so long does not move any more. */
const QUIET_MS = 330_000;
/** More take too long to roll out here. */
const MOST_PODS = 300;
const GONE_AFTER_MS = 2_000;

/**
 * A new pod template at a steady load, on both sides with the same load: what the Deployment, ReplicaSet and HPA controllers make of it.
 * Where that hangs on the load or on the moment of the HPA's sync, the worst of a few.
 *
 * @returns only Deployments whose deploys differ
 */
export function deploysAtPeak(pairs: readonly PodsPair[], kubernetesVersion: string): DeployOfPods[] {
  return pairs.flatMap((pair) => {
    const { base, head } = pair;
    if (base === undefined || head === undefined || !isOfDeployment(base) || !isOfDeployment(head)) return [];
    if (decidingText(base) === decidingText(head)) return [];
    const candidates = needsOf(base, head).map((need) => bothAt(need, base, head, kubernetesVersion));
    const different = candidates.filter(({ base: before, head: after }) => !isSame(before, after));
    const [worst] = different.sort((one, other) => badness(other) - badness(one));
    return worst === undefined ? [] : [{ pods: pairTitle(pair), ...worst }];
  });
}

type Both = Omit<DeployOfPods, 'pods'>;

/** Everything that decides how a deploy goes. */
function decidingText({ maker: { deployment }, hpa, minPods, maxPods, pod }: OfDeployment): string {
  const requests = pod.containers.map(({ name, requestsMilli }) => [name, requestsMilli]);
  const metrics = hpa && { ...hpa, scaleTargetRef: undefined };
  return JSON.stringify([completeDeployment(deployment), metrics, minPods, maxPods, requests, startTimesMs(pod)]);
}

/** Counts of the base to look at: those that memory alone decides only at the minimum. */
function needsOf(base: OfDeployment, head: OfDeployment): number[] {
  const smallest = Math.max(1, base.minPods);
  if ([base, head].some(({ hpa }) => hpa !== undefined && readsMemoryOnly(hpa))) return [smallest];
  const largest = base.maxPods ?? Math.max(PODS_WITHOUT_BOUND, smallest);
  const counts = SHARES_OF_MAXIMUM.map((share) => Math.max(smallest, Math.round(share * largest)));
  return [...new Set(counts)];
}

function bothAt(need: number, base: OfDeployment, head: OfDeployment, kubernetesVersion: string): Both {
  const { hpa, pod } = base;
  const load = { ...(head.hpa && loadFor(need, head.hpa, head.pod)), ...(hpa && loadFor(need, hpa, pod)) };
  return { base: worstOf(base, need, load, kubernetesVersion), head: worstOf(head, need, load, kubernetesVersion) };
}

function worstOf(pods: OfDeployment, wanted: number, load: SteadyLoad, kubernetesVersion: string): DeployAtPeak {
  const { hpa, pod, minPods, maxPods, maker } = pods;
  const needed = (hpa && podsFor(load, hpa, pod)) ?? (hpa === undefined ? minPods : wanted);
  const need = Math.max(1, minPods, Math.min(needed, maxPods ?? Infinity));
  const roomPods =
    maxPods === undefined ? null : maxPods + maxSurge(completeDeployment({ ...maker.deployment, replicas: maxPods }));
  if (need + maxSurge(completeDeployment({ ...maker.deployment, replicas: need })) > MOST_PODS)
    return { ...notRolled(need), roomPods };
  const records = (hpa === undefined ? PHASES_MS.slice(0, 1) : PHASES_MS).map((phaseMs) =>
    recordOf(pods, need, load, { phaseMs, kubernetesVersion }),
  );
  const [worst] = records.sort((one, other) => rank(other) - rank(one));
  return { ...(worst === undefined ? notRolled(need) : shown(worst)), roomPods };
}

function recordOf(
  { maker, hpa, pod }: OfDeployment,
  need: number,
  load: SteadyLoad,
  { phaseMs, kubernetesVersion }: { readonly phaseMs: number; readonly kubernetesVersion: string },
): DeployRecord {
  const times = { ...startTimesMs(pod), goneAfterMs: GONE_AFTER_MS };
  let observer: DeployObserver | undefined;
  let last = { counts: '', changedMs: 0 };
  runAutoscaledRollout({
    deployment: { ...maker.deployment, replicas: need, paused: false },
    ...(hpa && { hpa }),
    settings: { kubernetesVersion },
    podTimes: () => times,
    measure: hpa === undefined ? () => ({ pods: [] }) : measureOf(load, hpa, pod),
    initiallyReady: true,
    deploysAtMs: [DEPLOY_MS],
    hpaCreatedAtMs: phaseMs,
    endMs: END_MS,
    beforeDeploy: (rollout) => (observer = new DeployObserver(rollout, DEPLOY_MS)),
    afterSettling: (rollout, nowMs) => {
      observer?.observe(rollout, nowMs);
      const counts = countsOf(rollout);
      if (counts !== last.counts) last = { counts, changedMs: nowMs };
    },
    isOver: (nowMs) => nowMs > DEPLOY_MS + QUIET_MS && nowMs > last.changedMs + QUIET_MS,
  });
  if (observer === undefined) throw new Error('The deploy lies after the end.');
  return observer.record();
}

function countsOf({ replicas, status }: Rollout): string {
  return [replicas, status.replicas, status.updated, status.available].join();
}

function shown(record: DeployRecord): Omit<DeployAtPeak, 'roomPods'> {
  const { neededPods, peakPods, peakReplicas, leastReadyPods, rolledOutAfterSeconds, settledAfterSeconds } = record;
  return { neededPods, peakPods, peakReplicas, leastReadyPods, rolledOutAfterSeconds, settledAfterSeconds };
}

/** Too many pods to roll out here: what is asked for, and nothing else. */
function notRolled(neededPods: number): Omit<DeployAtPeak, 'roomPods'> {
  return {
    neededPods,
    peakPods: null,
    peakReplicas: null,
    leastReadyPods: null,
    rolledOutAfterSeconds: null,
    settledAfterSeconds: null,
  };
}

function rank({ peakPods, peakReplicas, settledAfterSeconds, rolledOutAfterSeconds }: DeployRecord): number {
  return 1e6 * (peakReplicas + peakPods) + (settledAfterSeconds ?? 1e5) + (rolledOutAfterSeconds ?? 1e5);
}

/** How much more pods than needed a deploy means, on either side. */
function badness({ base, head }: Both): number {
  const excess = ({ peakPods, peakReplicas, neededPods }: DeployAtPeak): number =>
    ((peakPods ?? neededPods) + (peakReplicas ?? neededPods)) / neededPods;
  return Math.abs(excess(head) - excess(base));
}

function isSame(base: DeployAtPeak, head: DeployAtPeak): boolean {
  return JSON.stringify(base) === JSON.stringify(head);
}
