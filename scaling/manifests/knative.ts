import { DEFAULT_AUTOSCALER_CONFIG, parseAutoscalerConfig, scaleBounds, type AutoscalerConfig, type PodAutoscaler } from '../kpa';
import type { RawObject } from './documents';
import { readManifest, type Manifest } from './manifest';
import { readPodTemplate, type Pod } from './pod';
import { firstRejection, type Problem } from '../problem';

export interface KnativeService extends Manifest {
  readonly revision: PodAutoscaler;
  readonly timeoutSeconds: number | undefined;
  readonly pod: Pod;
}

/** The ConfigMap config-autoscaler: settings of all Knative Services of a cluster. */
export interface AutoscalerConfigMap extends Manifest {
  readonly data: Readonly<Record<string, string>>;
  readonly config: AutoscalerConfig;
  readonly problems: readonly Problem[];
}

export function readKnativeService(raw: RawObject): KnativeService {
  return readManifest(raw, (fields) => {
    const template = fields.below('spec')?.below('template');
    const pod = readPodTemplate(template);
    const spec = template?.below('spec');
    return {
      pod,
      revision: {
        annotations: pod.annotations,
        containerConcurrency: spec?.integer('containerConcurrency') ?? 0,
        reachability: '',
      },
      timeoutSeconds: spec?.integer('timeoutSeconds'),
    };
  });
}

export function readAutoscalerConfig(raw: RawObject): AutoscalerConfigMap {
  return readManifest(raw, (fields) => {
    const data = fields.textMap('data');
    return { data, ...parseAutoscalerConfig(data) };
  });
}

/** The configuration that applies, when the manifests hold one; upstream's defaults otherwise, or when it is refused. */
export function effectiveConfig(maps: readonly AutoscalerConfigMap[]): AutoscalerConfig {
  const accepted = maps.find(({ problems }) => firstRejection(problems) === undefined);
  return accepted?.config ?? DEFAULT_AUTOSCALER_CONFIG;
}

/** Smallest and largest number of pods of a revision; max is undefined when nothing bounds it. */
export function revisionBounds(revision: PodAutoscaler, config: AutoscalerConfig): { min: number; max: number | undefined } {
  const { min, max } = scaleBounds(revision, config);
  return { min: config.enableScaleToZero ? min : Math.max(min, 1), max: max === 0 ? undefined : Math.max(max, min) };
}
