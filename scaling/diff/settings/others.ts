import { ANNOTATION, isOnHpa, lookUp, scalingMetric, type AutoscalerConfig, type PodAutoscaler } from '../../kpa';
import {
  hpaMaxReplicas,
  hpaMinReplicas,
  hpaName,
  jobMaxReplicas,
  leastReplicas,
  overrides,
  takesOver,
  type ScaledObject,
  type Trigger,
} from '../../keda';
import {
  knativeHpa,
  madeScaledObject,
  revisionOf,
  standardHpa,
  type AutoscalerConfigMap,
  type DisruptionBudget,
  type InferenceComponent,
  type InferenceService,
  type KafkaTopic,
  type KnativeService,
  type ResourceQuota,
  type ScaledJobManifest,
  type TriggerAuthentication,
} from '../../manifests';
import { cronSettings, cronWords } from './cron';
import { behaviorSettings, hpaSettings } from './hpa';
import { podSettings } from './pod';
import { filledIn, maybe, setting, within, type Setting } from './setting';

export function knativeSettings(
  { revision, timeoutSeconds, pod, keptRevisions }: KnativeService,
  config: AutoscalerConfig,
): Setting[] {
  return [
    ...revisionSettings(revision, config),
    ...concurrencySettings(revision.containerConcurrency),
    ...maybe('timeoutSeconds', 'request timeout', timeoutSeconds, ' s'),
    ...keptRevisions.map(({ name, percent, tag }) =>
      setting(`kept/${name}`, `keeps revision ${name}`, tag === undefined ? `${percent} % of the traffic` : `by tag ${tag}`),
    ),
    ...podSettings(pod),
  ];
}

/** Annotations that a revision of class hpa has for its HPA. */
const OF_HPA = ['metric', 'target', 'window', 'min-scale', 'max-scale'];

/** How a revision is scaled: by Knative's annotations, or by the HPA that it makes of them. */
function revisionSettings(revision: PodAutoscaler, config: AutoscalerConfig): Setting[] {
  const onHpa = isOnHpa(revision, config);
  const annotations = Object.values(ANNOTATION).flatMap((keys) => {
    const name = keys[0].split('/')[1] ?? keys[0];
    const isTold = onHpa && OF_HPA.includes(name);
    const found = lookUp(revision.annotations, keys)?.text;
    return isTold ? [] : name === 'target' ? targetSetting(revision, found) : maybe(name, name, found);
  });
  return onHpa ? [...annotations, ...ofMade(hpaSettings(knativeHpa(revision, config)))] : annotations;
}

const TARGET_UNITS: Readonly<Record<string, string>> = { concurrency: ' requests at a time', rps: ' requests per second' };

function targetSetting(revision: PodAutoscaler, written: string | undefined): Setting[] {
  return maybe('target', 'target', written, TARGET_UNITS[scalingMetric(revision)] ?? '');
}

function concurrencySettings(containerConcurrency: number): Setting[] {
  return [
    setting('containerConcurrency', 'containerConcurrency', containerConcurrency === 0 ? 'no limit' : containerConcurrency),
  ];
}

export function configSettings({ data }: AutoscalerConfigMap): Setting[] {
  return Object.entries(data).flatMap(([key, value]) => (key === '_example' ? [] : [setting(key, key, value)]));
}

export function scaledObjectSettings(scaledObject: ScaledObject): Setting[] {
  const { spec, annotations } = scaledObject;
  const takesHpaOver = takesOver(scaledObject, hpaName(scaledObject));
  const { paused, pausedReplicas, scaleInPaused, scaleOutPaused } = overrides(annotations);
  const target = spec.scaleTargetRef;
  return [
    setting('min', 'min', leastReplicas(spec)),
    setting('max', 'max', hpaMaxReplicas(spec)),
    ...maybe('idle', 'idle count', spec.idleReplicaCount),
    ...triggerSettings(spec.triggers),
    ...cronSettings(spec),
    ...maybe('pollingInterval', 'polls every', spec.pollingInterval, ' s'),
    ...maybe('cooldown', 'cooldown before zero', spec.cooldownPeriod, ' s'),
    ...maybe('initialCooldown', 'cooldown after creation', spec.initialCooldownPeriod, ' s'),
    ...maybe(
      'fallback',
      'fallback',
      spec.fallback &&
        `${spec.fallback.replicas} pods after ${spec.fallback.failureThreshold} failures (${spec.fallback.behavior ?? 'static'})`,
    ),
    ...maybe('formula', 'formula', spec.advanced?.scalingModifiers?.formula),
    ...maybe('formula.target', 'formula target', spec.advanced?.scalingModifiers?.target),
    ...behaviorSettings(spec.advanced?.horizontalPodAutoscalerConfig?.behavior, {
      min: hpaMinReplicas(spec),
      max: hpaMaxReplicas(spec),
    }),
    ...(paused ? [setting('paused', 'paused at', pausedReplicas ?? 'the current count')] : []),
    ...(scaleInPaused ? [setting('pausedIn', 'scale-in', 'paused')] : []),
    ...(scaleOutPaused ? [setting('pausedOut', 'scale-out', 'paused')] : []),
    ...(spec.advanced?.restoreToOriginalReplicaCount === true ? [RESTORES] : []),
    ...(takesHpaOver ? [setting('takesOver', 'takes over HPA', hpaName(scaledObject))] : []),
    setting('moves', 'moves', `${target.kind ?? 'Deployment'} ${target.name}`),
  ];
}

const RESTORES: Setting = {
  ...setting('restore', 'when it is deleted', 'KEDA puts the replicas back'),
  whenGone: 'KEDA puts the replicas back to what they were when it was created (restoreToOriginalReplicaCount)',
};

export function topicSettings({ partitions }: KafkaTopic): Setting[] {
  return maybe('partitions', 'partitions', partitions);
}

/** What a TriggerAuthentication gives, and where it takes it from. */
export function authenticationSettings({ parameters, otherSources }: TriggerAuthentication): Setting[] {
  return [
    ...Object.entries(parameters).map(([name, source]) => setting(`parameter/${name}`, name, `from ${source}`)),
    ...otherSources.map((source) => setting(`source/${source}`, 'source', source)),
  ];
}

export function scaledJobSettings({ scaledJob: { spec }, pod, parallelism }: ScaledJobManifest): Setting[] {
  return [
    setting('min', 'min jobs', leastReplicas(spec)),
    setting('max', 'max jobs', jobMaxReplicas(spec)),
    setting('parallelism', 'pods per job', parallelism),
    ...triggerSettings(spec.triggers),
    ...maybe('pollingInterval', 'polls every', spec.pollingInterval, ' s'),
    ...maybe('strategy', 'scaling strategy', spec.scalingStrategy?.strategy),
    ...podSettings(pod),
  ];
}

function triggerSettings(triggers: readonly Trigger[]): Setting[] {
  const seen = new Map<string, number>();
  return triggers.flatMap(({ type, name, metadata, metricType }) => {
    const own = name === undefined || name === '' ? type : `${type} ${name}`;
    const count = (seen.get(own) ?? 0) + 1;
    seen.set(own, count);
    const label = `${own} trigger${count === 1 ? '' : ` ${count}`}`;
    if (type === 'cron') return [setting(`trigger/${label}`, label, cronWords(metadata))];
    return [
      ...triggerTarget(label, type, metricType),
      ...Object.entries(metadata).map(([key, value]) => setting(`trigger/${label}/${key}`, `${label} ${key}`, value)),
    ];
  });
}

/** Whether the target is per pod or in total; cpu and memory have no default for it. */
function triggerTarget(label: string, type: string, metricType: string | undefined): Setting[] {
  const written = maybe(`trigger/${label}`, `${label} metric type`, metricType);
  if (metricType !== undefined || type === 'cpu' || type === 'memory') return written;
  return filledIn([setting(`trigger/${label}`, `${label} metric type`, 'AverageValue')]);
}

export function inferenceSettings(service: InferenceService, config: AutoscalerConfig): Setting[] {
  const { mode, autoscalerClass, isStopped, components } = service;
  return [
    setting('mode', 'mode', mode),
    ...(mode === 'Standard' ? [setting('class', 'autoscaler class', autoscalerClass)] : []),
    ...(isStopped ? [setting('stopped', 'stopped', 'yes')] : []),
    ...components.flatMap((component) => {
      const { containerConcurrency, canaryTrafficPercent, pod } = component;
      return within(component.role, [
        ...scalingOf(service, component, config),
        ...maybe('containerConcurrency', 'containerConcurrency', containerConcurrency),
        ...maybe('canary', 'traffic of the newest version', canaryTrafficPercent, ' %'),
        ...podSettings(pod),
      ]);
    }),
  ];
}

/** What is made of an object moves what the object makes: nothing that a reader has to be told. */
export function ofMade(settings: readonly Setting[]): Setting[] {
  return settings.filter(({ key }) => key !== 'moves');
}

/** Of what KServe makes where that is an HPA, a ScaledObject or a Knative Service. */
function scalingOf(service: InferenceService, component: InferenceComponent, config: AutoscalerConfig): Setting[] {
  const { mode, autoscalerClass } = service;
  if (mode === 'Knative') return revisionSettings(revisionOf(service, component), config);
  if (autoscalerClass === 'hpa') return ofMade(hpaSettings(standardHpa(component)));
  const made = madeScaledObject(service, component);
  if (made !== undefined) return ofMade(scaledObjectSettings(made));
  return [
    ...maybe('min', 'min', component.minReplicas),
    ...maybe('max', 'max', component.maxReplicas),
    ...maybe('scaleTarget', `target ${component.scaleMetric ?? ''}`.trim(), component.scaleTarget),
  ];
}

export function budgetSettings({ minAvailable, maxUnavailable }: DisruptionBudget): Setting[] {
  return [...maybe('minAvailable', 'minAvailable', minAvailable), ...maybe('maxUnavailable', 'maxUnavailable', maxUnavailable)];
}

export function quotaSettings({ hard }: ResourceQuota): Setting[] {
  return Object.entries(hard).map(([key, quantity]) => setting(key, key, quantity));
}
