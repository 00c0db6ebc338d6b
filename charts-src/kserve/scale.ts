import type { Autoscaling, HpaSettings, KnativeSettings } from '../../contract';
import { hpaProblems } from '../autoscaling/hpa-problems';
import { knativeProblems } from '../autoscaling/knative-problems';
import type { ScaledContainer } from '../autoscaling/scale-target';
import { classKedaProblems, classKedaScale } from './class-keda';
import { below, type Problem } from '../problem';

export type KserveMode = 'Standard' | 'Knative';

/** The part of `spec.predictor` that says how many pods there are, and the annotations that belong to it. */
export interface PredictorScale {
  readonly predictor: Readonly<Record<string, unknown>>;
  /** On the InferenceService. */
  readonly annotations: Readonly<Record<string, string>>;
}

export interface ScaleSettings {
  readonly replicas?: number | undefined;
  readonly autoscaling?: Autoscaling | undefined;
}

const CLASS_ANNOTATION = 'serving.kserve.io/autoscalerClass';
const KNATIVE_GROUP = 'autoscaling.knative.dev/';

/** Settings of lab.yaml in the words of KServe v0.20 (pkg/apis/serving/v1beta1/component.go). */
export function predictorScale(mode: KserveMode, { replicas, autoscaling = {} }: ScaleSettings): PredictorScale {
  if (mode === 'Knative') return knativeScale(replicas, autoscaling.knative);
  const { hpa, keda } = autoscaling;
  if (keda !== undefined) return { predictor: classKedaScale(keda), annotations: { [CLASS_ANNOTATION]: 'keda' } };
  // Without a class KServe would make an HPA for a fixed number of pods too.
  if (hpa === undefined) return { predictor: { minReplicas: replicas ?? 1 }, annotations: { [CLASS_ANNOTATION]: 'none' } };
  return {
    predictor: {
      minReplicas: hpa.minReplicas ?? 1,
      maxReplicas: hpa.maxReplicas,
      ...(hpa.metrics === undefined ? {} : { autoScaling: { metrics: hpa.metrics } }),
    },
    // Only a class that is written down is checked when the object is applied.
    annotations: { [CLASS_ANNOTATION]: 'hpa' },
  };
}

/** KServe writes min-scale, max-scale, metric and target of the revision itself, from these fields. */
function knativeScale(replicas: number | undefined, settings: KnativeSettings | undefined): PredictorScale {
  if (settings === undefined) return { predictor: { minReplicas: replicas ?? 1, maxReplicas: replicas ?? 1 }, annotations: {} };
  const { containerConcurrency, timeoutSeconds, annotations } = settings;
  const {
    [`${KNATIVE_GROUP}min-scale`]: min = '0',
    [`${KNATIVE_GROUP}max-scale`]: max = '0',
    [`${KNATIVE_GROUP}metric`]: metric,
    [`${KNATIVE_GROUP}target`]: target,
    ...others
  } = annotations;
  const isWhole = target !== undefined && /^\d+$/.test(target);
  const ofRevision = { ...others, ...(target === undefined || isWhole ? {} : { [`${KNATIVE_GROUP}target`]: target }) };
  return {
    predictor: {
      minReplicas: Number(min),
      ...(max === '0' ? {} : { maxReplicas: Number(max) }),
      ...(metric === undefined ? {} : { scaleMetric: metric }),
      ...(isWhole ? { scaleTarget: Number(target) } : {}),
      containerConcurrency,
      timeout: timeoutSeconds,
      ...(Object.keys(ofRevision).length === 0 ? {} : { annotations: ofRevision }),
    },
    annotations: {},
  };
}

/** What KServe would refuse, or take and not do. */
export function predictorScaleProblems(
  mode: KserveMode,
  { autoscaling = {} }: ScaleSettings,
  containers: readonly ScaledContainer[],
  kubernetesMinor: number,
): Problem[] {
  const { hpa, knative, keda } = autoscaling;
  const problems: Problem[] = [];
  if (mode === 'Standard' && knative !== undefined)
    problems.push({
      field: 'autoscaling.knative',
      problem: 'has no effect in Standard mode: KServe makes a Deployment there',
      fix: 'Set mode: Knative, or use autoscaling.hpa.',
    });
  for (const field of ['hpa', 'keda'] as const)
    if (mode === 'Knative' && autoscaling[field] !== undefined)
      problems.push({
        field: `autoscaling.${field}`,
        problem: 'has no effect in Knative mode: the revision is scaled by the KPA',
        fix: 'Set mode: Standard, or use autoscaling.knative.',
      });
  if (mode === 'Standard' && hpa !== undefined)
    problems.push(...below('autoscaling.hpa', [...hpaProblems(hpa, containers, kubernetesMinor), ...classHpaProblems(hpa)]));
  if (mode === 'Standard' && keda !== undefined)
    problems.push(...below('autoscaling.keda', classKedaProblems(keda, containers, kubernetesMinor)));
  if (mode === 'Knative' && knative !== undefined) problems.push(...below('autoscaling.knative', knativeProblems(knative)));
  return problems;
}

/**
 * What KServe's class hpa drops without a word: behavior, and every metric but CPU utilization and memory.
 * Follows reconcilers/hpa/hpa_reconciler.go, getHPAMetrics and createHPA, KServe v0.20.0.
 */
function classHpaProblems({ metrics = [], behavior }: HpaSettings): Problem[] {
  const dropped = metrics.flatMap((metric, index): Problem[] => {
    const isKept =
      metric.type === 'Resource' &&
      (metric.resource.name === 'memory' || metric.resource.target.type === 'Utilization') &&
      metric.resource.target.type !== 'Value';
    return isKept
      ? []
      : [
          {
            field: `metrics[${index}]`,
            problem: "is not known to KServe's class hpa, which would scale on CPU 80 % instead",
            fix: 'Use a Resource metric: cpu by Utilization, or memory.',
          },
        ];
  });
  const ignored: Problem[] =
    behavior === undefined
      ? []
      : [{ field: 'behavior', problem: "is ignored by KServe's class hpa, whose HPA has the API's default behavior" }];
  return [...dropped, ...ignored];
}
