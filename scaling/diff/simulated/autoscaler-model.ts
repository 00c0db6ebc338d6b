import { completeSpec, DEFAULT_CONTROLLER_SETTINGS, validateHpa, type HpaSpec, type MetricSpec } from '../../hpa';
import { MODELLED_TYPES, overrides, parseTrigger, validateScaledObject, type ScaledObject, type Scaler } from '../../keda';
import { validateAnnotations } from '../../kpa';
import { triggerContext, type Manifests, type ScaledPods } from '../../manifests';
import { firstRejection } from '../../problem';
import type { Autoscaler, Signal } from '../../simulate';
import type { StartTime } from './cron-start';
import { signalOfMetric, signalOfQueue, signalOfRedisList } from '../../simulate/sensors/signals-by-name';

/** What moves a set of pods, for the simulation. */
export interface AutoscalerModel {
  readonly autoscaler: Autoscaler;
  /** `jobs`: pods take work from a queue. `requests`: clients wait for an answer. */
  readonly work: 'requests' | 'jobs';
  /** Assumptions about its metrics. */
  readonly words: readonly string[];
}

const SIGNAL_WORDS: Readonly<Record<Signal, string>> = {
  rps: 'requests per second',
  inFlight: 'requests that wait or are in work',
  inWork: 'requests in work',
  queueLength: 'what waits',
  nothing: 'nothing',
};

/**
 * The model, or in words why there is none.
 *
 * @param moment when it starts; without one there is no model of a cron trigger
 */
export function autoscalerModelOf(
  { maker, scaler, hpa, keda, kpa, minPods, pod }: ScaledPods,
  manifests: Manifests,
  kubernetesVersion: string,
  moment?: StartTime,
): AutoscalerModel | string {
  if ('scaledJob' in scaler) return 'a ScaledJob makes a job per piece of work, which is not simulated';
  if (keda !== undefined) return kedaModel(keda, minPods, kubernetesVersion, moment);
  if (hpa !== undefined) return hpaModel(hpa, kubernetesVersion, pod.containers.length);
  if (kpa !== undefined) return kpaModel(kpa);
  const workload = manifests.workloads.find((one) => one === maker);
  if (workload?.runs === 'served') return answering({ kind: 'fixed', replicas: minPods });
  return workload === undefined ? 'what scales it is not simulated' : 'its pods end by themselves and serve no requests';
}

function answering(autoscaler: Autoscaler, words: readonly string[] = []): AutoscalerModel {
  return { autoscaler, work: 'requests', words };
}

function hpaModel(spec: HpaSpec, kubernetesVersion: string, containers: number): AutoscalerModel | string {
  const scaleTargetRef = spec.scaleTargetRef ?? { apiVersion: 'apps/v1', kind: 'Deployment', name: 'simulated' };
  const refused = firstRejection(validateHpa({ ...spec, scaleTargetRef }, { kubernetesVersion }));
  if (refused !== undefined) return `Kubernetes refuses its HPA: ${refused.path} ${refused.message}`;
  const kept: MetricSpec[] = [];
  const signals: Record<string, Signal> = {};
  const words: string[] = [];
  for (const metric of completeSpec(spec, DEFAULT_CONTROLLER_SETTINGS).metrics) {
    const { resource, containerResource } = metric;
    if (resource?.name === 'cpu') kept.push(metric);
    else if (containerResource?.name === 'cpu' && containers === 1) kept.push(metric);
    else if (resource?.name === 'memory') words.push('the memory target is left out: manifests do not say what a pod uses');
    else {
      const name = metricName(metric);
      const signal = name === undefined ? undefined : signalOfMetric(name);
      if (name === undefined || signal === undefined) return unreadable(metric);
      kept.push(metric);
      signals[name] = signal;
      words.push(`the metric ${name} is taken to be ${SIGNAL_WORDS[signal]}`);
    }
  }
  if (kept.length === 0) return 'its HPA scales on memory, and manifests do not say what a pod uses';
  return answering({ kind: 'hpa', spec: { ...spec, metrics: kept }, settings: { kubernetesVersion }, signals }, words);
}

function metricName({ pods, object, external }: MetricSpec): string | undefined {
  return (pods ?? object ?? external)?.metric.name;
}

function unreadable(metric: MetricSpec): string {
  const name = metricName(metric) ?? metric.resource?.name ?? metric.containerResource?.name ?? metric.type;
  return `its HPA scales on ${name}, and manifests do not say how that follows from load`;
}

function kpaModel({ revision, config }: NonNullable<ScaledPods['kpa']>): AutoscalerModel | string {
  const { annotations, containerConcurrency } = revision;
  const refused = firstRejection(validateAnnotations(annotations, config));
  if (refused !== undefined) return `Knative refuses it: ${refused.path} ${refused.message}`;
  return answering({ kind: 'kpa', annotations, containerConcurrency, config });
}

function kedaModel(
  scaledObject: ScaledObject,
  minPods: number,
  kubernetesVersion: string,
  moment: StartTime | undefined,
): AutoscalerModel | string {
  const { annotations, spec } = scaledObject;
  if (overrides(annotations).paused) return answering({ kind: 'fixed', replicas: minPods }, ['it is paused']);
  const context = triggerContext(spec.triggers);
  const other = spec.triggers.find(({ type }) => !MODELLED_TYPES.includes(type));
  if (other !== undefined) return `the trigger ${other.type} is not simulated`;
  const refused = firstRejection(validateScaledObject(scaledObject, context));
  if (refused !== undefined) return `KEDA refuses it: ${refused.path} ${refused.message}`;
  const signals: Record<string, Signal> = {};
  const words: string[] = [];
  let isQueue = false;
  for (const [index, trigger] of spec.triggers.entries()) {
    const { scaler } = parseTrigger(trigger, index, `spec.triggers[${index}]`, context);
    if (scaler === undefined) return `the trigger ${trigger.type} is not simulated`;
    const { source } = scaler;
    if (source.kind === 'resource') {
      if (source.resource === 'memory') return 'it scales on memory, and manifests do not say what a pod uses';
      continue;
    }
    if (source.kind === 'cron') {
      if (moment === undefined) return 'the trigger cron follows the time of day, which nothing here gives';
      if (!words.includes(moment.words)) words.push(moment.words);
      continue;
    }
    const signal = signalOf(scaler);
    if (signal === undefined) return `manifests do not say how the trigger ${trigger.name ?? trigger.type} follows from load`;
    signals[scaler.metricName] = signal;
    isQueue ||= source.kind !== 'prometheus';
    words.push(`the trigger ${trigger.name ?? trigger.type} is taken to be ${SIGNAL_WORDS[signal]}`);
    if (source.kind === 'queue' && source.mostReplicas === 'partitions')
      words.push(`${source.title} is taken to have no fewer partitions than there are pods at most`);
  }
  const autoscaler = {
    kind: 'keda' as const,
    scaledObject,
    context,
    signals,
    settings: { kubernetesVersion },
    startsAtMs: moment?.atMs ?? 0,
  };
  return { autoscaler, work: isQueue ? 'jobs' : 'requests', words };
}

function signalOf({ source }: Scaler): Signal | undefined {
  switch (source.kind) {
    case 'redis-list':
      return signalOfRedisList(source.listName);
    case 'redis-streams':
      return source.measure === 'lag' ? 'queueLength' : 'inFlight';
    case 'prometheus':
      return signalOfMetric(source.query);
    case 'queue':
      return signalOfQueue(source);
    case 'cron':
    case 'resource':
      return undefined;
  }
}
