import { DEFAULT_AUTOSCALER_CONFIG, parseAutoscalerConfig, scaleBounds, type AutoscalerConfig, type PodAutoscaler } from '../kpa';
import type { RawObject } from './documents';
import { readManifest, type Manifest } from './manifest';
import { readPodTemplate, type Pod } from './pod';
import { firstRejection, type Problem } from '../problem';

export interface KnativeService extends Manifest {
  readonly revision: PodAutoscaler;
  readonly timeoutSeconds: number | undefined;
  readonly pod: Pod;
  /** Name of the revision that the template makes; undefined where Knative chooses it. */
  readonly revisionName: string | undefined;
  /** Earlier revisions that routes reach: they keep their own minimum of pods. */
  readonly keptRevisions: readonly KeptRevision[];
}

/** An earlier revision that a Service's traffic names, so that Knative does not let it go. */
export interface KeptRevision {
  readonly name: string;
  /** Of the traffic of the Service. */
  readonly percent: number;
  /** Part of a host name of its own, by which it is reached whatever the percentage. */
  readonly tag: string | undefined;
  readonly path: string;
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
    const pod = readPodTemplate(template, 'knative');
    const spec = template?.below('spec');
    const revisionName = template?.below('metadata')?.text('name');
    return {
      pod,
      revisionName,
      keptRevisions: (fields.below('spec')?.list('traffic') ?? []).flatMap((target): KeptRevision[] => {
        const [name, percent, tag] = [target.text('revisionName'), target.integer('percent') ?? 0, target.text('tag')];
        const isKept = name !== undefined && name !== revisionName && (percent > 0 || tag !== undefined);
        return isKept ? [{ name, percent, tag, path: target.path }] : [];
      }),
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
