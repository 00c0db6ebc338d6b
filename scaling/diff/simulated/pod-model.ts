import { podGpus, withoutRequest, type Pod } from '../../manifests';
import { meanServiceMs, type Workload } from '../../simulate';
import { assumptionsText, withAssumptions } from './assumptions';
import type { Profile } from './profile';
import { servingOf, serverWords, type ServerKind } from './server';

/** The same on both sides, because no manifest says it; seconds. */
const SCHEDULE_SECONDS = 0.5;
const CONTAINER_SECONDS = 1;
const APPLICATION_SECONDS = 5;
const ENDPOINT_SECONDS = 1;
const SIGNAL_SECONDS = 0.2;
const START_UP_SPREAD = 0.25;
const LEAST_CPU_MS = 1e-9;

/** What the model of a pod assumes. */
export function podAssumptions({ server, assumed = {} }: Pick<Profile, 'server' | 'assumed'>): string[] {
  const given = assumptionsText(assumed);
  return [
    ...(given === '' ? [] : [`Assumed as given: ${given}.`]),
    `A new pod runs its container after ${SCHEDULE_SECONDS + CONTAINER_SECONDS} s, its application answers ${assumed.startSeconds ?? APPLICATION_SECONDS} s later, and then its own probes count; nodes have room, images are there.`,
    `${serverWords(server)}. It has ${assumed.cores === undefined ? 'the started cores of its CPU limit (of its request, without a limit)' : `${assumed.cores} cores`}; a limit slows it down as the kernel does.`,
  ];
}

/** Balancing and how many requests at a time: what depends on who sends them. */
export interface Serving {
  readonly server: ServerKind;
  /** Of Knative; undefined without one. */
  readonly containerConcurrency: number | undefined;
  readonly balancing: Workload['balancing'];
  readonly initialPods: number;
}

/** A pod as its manifest describes it, for the simulation. */
export function workloadOf(
  pod: Pod,
  profile: Profile,
  { server, containerConcurrency, balancing, initialPods }: Serving,
): Workload {
  const cpuRequestMillis = together(pod, 'requestsMilli', 'cpu');
  const cpuLimitMillis =
    pod.podLevel.limitsMilli['cpu'] !== undefined || pod.containers.every(({ limitsMilli }) => limitsMilli['cpu'] !== undefined)
      ? together(pod, 'limitsMilli', 'cpu')
      : undefined;
  const memoryRequestBytes = together(pod, 'requestsMilli', 'memory') / 1000;
  const { assumed = {} } = profile;
  const places = servingOf(server, assumed.cores ?? Math.max(1, Math.ceil((cpuLimitMillis ?? cpuRequestMillis) / 1000)));
  const workload: Workload = {
    ...places,
    concurrency: fewer(places.concurrency, containerConcurrency),
    balancing,
    serviceTime: profile.serviceTime,
    contentionMs: 0,
    overheadMs: profile.overheadMs,
    cpuMsPerRequest: profile.cpuMsPerRequest,
    cpuFollows: 'service-time',
    idleCpuMillis: profile.idleCpuMillis,
    cpuRequestMillis,
    cpuLimitMillis,
    memoryRequestBytes,
    memoryUsedBytes: memoryRequestBytes / 2,
    startup: startupOf(pod),
    shutdown: {
      mode: 'drain',
      graceSeconds: pod.terminationGracePeriodSeconds,
      endpointSeconds: ENDPOINT_SECONDS,
      signalSeconds: SIGNAL_SECONDS,
    },
    retries: { count: 0, backoffMs: 0 },
    initialPods,
    room: [],
  };
  return withAssumptions(workload, assumed);
}

/** The stricter of two limits; 0 is none. */
function fewer(concurrency: number, containerConcurrency: number | undefined): number {
  if (containerConcurrency === undefined) return concurrency;
  return concurrency === 0 ? containerConcurrency : Math.min(concurrency, containerConcurrency);
}

/** Requests per second that keep one pod busy all the time: its cores, its CPU limit, or its places. */
export function podRps({ concurrency, cores, serviceTime, cpuLimitMillis, cpuMsPerRequest, cpuRequestMillis }: Workload): number {
  // With nothing to bound it, a pod is taken to be full when it uses the CPU that it requests.
  const millis = Math.min(
    cpuLimitMillis ?? Infinity,
    cores === undefined ? (concurrency === 0 ? cpuRequestMillis : Infinity) : 1000 * cores,
  );
  const places = concurrency === 0 ? Infinity : (1000 * concurrency) / meanServiceMs(serviceTime);
  return Math.min(places, millis / Math.max(cpuMsPerRequest, LEAST_CPU_MS));
}

/** Why a pod cannot be modelled; undefined when it can. */
export function whyNoPodModel(pod: Pod): string | undefined {
  if (podGpus(pod) > 0) return 'its pods take GPUs, and the simulation knows CPUs only';
  const silent = withoutRequest(pod, 'cpu');
  if (silent.length > 0) return `no CPU request is stated (container ${silent.join(', ')}), so nobody knows how busy a pod is`;
  return together(pod, 'requestsMilli', 'cpu') > 0 ? undefined : 'its pods request no CPU';
}

/** A pod is ready when its slowest container is; a startup probe holds the others back until it has succeeded. */
function startupOf({ containers }: Pod): Workload['startup'] {
  const probes = containers.map(({ startupProbe, readinessProbe }) => ({
    delaySeconds: Math.max(startupProbe?.initialDelaySeconds ?? 0, readinessProbe?.initialDelaySeconds ?? 0),
    periodSeconds: (startupProbe ?? readinessProbe)?.periodSeconds ?? 0,
  }));
  return {
    scheduleSeconds: SCHEDULE_SECONDS,
    containerSeconds: CONTAINER_SECONDS,
    applicationSeconds: APPLICATION_SECONDS,
    applicationCpuMs: 0,
    initialDelaySeconds: Math.max(0, ...probes.map(({ delaySeconds }) => delaySeconds)),
    readinessPeriodSeconds: Math.max(0, ...probes.map(({ periodSeconds }) => periodSeconds)),
    endpointSeconds: ENDPOINT_SECONDS,
    spread: START_UP_SPREAD,
  };
}

/** Between the creation of a pod and its readiness, without chance; milliseconds. */
export function startTimesMs(pod: Pod): { readonly startsAfterMs: number; readonly readyAfterMs: number } {
  const { initialDelaySeconds, readinessPeriodSeconds: period } = startupOf(pod);
  const startsAfter = SCHEDULE_SECONDS + CONTAINER_SECONDS;
  const probedFrom = Math.max(APPLICATION_SECONDS, initialDelaySeconds);
  const readyAfter = period > 0 ? period * Math.ceil(probedFrom / period) : probedFrom;
  return { startsAfterMs: 1000 * startsAfter, readyAfterMs: 1000 * readyAfter };
}

/** Of the containers that run together, or of the pod as a whole where it says so. */
function together({ containers, podLevel }: Pod, kind: 'requestsMilli' | 'limitsMilli', resource: string): number {
  return podLevel[kind][resource] ?? containers.reduce((total, container) => total + (container[kind][resource] ?? 0), 0);
}
