import type { HpaSettings, KnativeSettings } from '../../contract';
import { ANNOTATION, lookUp } from '../../scaling/kpa';
import { ANNOTATION as KSERVE } from '../../scaling/kserve';
import type { ScalableProps } from '../autoscaling/scalable-deployment';
import { below, type FieldSettings, type Problem } from '../setting';
import { classKedaProblems, classKedaScale } from './class-keda';

export type KserveMode = 'Standard' | 'Knative';

/** The part of `spec.predictor` that says how many pods there are, and the annotations that belong to it. */
export interface PredictorScale {
  readonly predictor: Readonly<Record<string, unknown>>;
  /** On the InferenceService. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Which settings its fields are written from. */
  readonly settings: FieldSettings;
}

/** Settings of lab.yaml as fields of KServe v0.20 (pkg/apis/serving/v1beta1/component.go). */
export function predictorScale(mode: KserveMode, { replicas, autoscaling = {} }: ScalableProps): PredictorScale {
  if (mode === 'Knative') return knativeScale(replicas, autoscaling.knative);
  const { hpa, keda } = autoscaling;
  if (keda !== undefined) return { ...classKedaScale(keda), annotations: { [KSERVE.class]: 'keda' } };
  if (hpa !== undefined) return { ...classHpaScale(hpa), annotations: { [KSERVE.class]: 'hpa' } };
  // Without a class KServe would make an HPA for a fixed number of pods too.
  return { predictor: { minReplicas: replicas ?? 1 }, annotations: { [KSERVE.class]: 'none' }, settings: {} };
}

/** Settings that class hpa would ignore are passed on, so that lint names them. */
function classHpaScale({ minReplicas = 1, maxReplicas, metrics, behavior }: HpaSettings): Omit<PredictorScale, 'annotations'> {
  const autoScaling = { ...(metrics === undefined ? {} : { metrics }), ...(behavior === undefined ? {} : { behavior }) };
  return {
    predictor: { minReplicas, maxReplicas, ...(Object.keys(autoScaling).length === 0 ? {} : { autoScaling }) },
    settings: {
      'spec.predictor.minReplicas': 'autoscaling.hpa.minReplicas',
      'spec.predictor.maxReplicas': 'autoscaling.hpa.maxReplicas',
      'spec.predictor.autoScaling': 'autoscaling.hpa',
    },
  };
}

/** KServe writes min-scale, max-scale, metric and target of the revision itself, from these fields. */
function knativeScale(replicas: number | undefined, knative: KnativeSettings | undefined): PredictorScale {
  if (knative === undefined)
    return { predictor: { minReplicas: replicas ?? 1, maxReplicas: replicas ?? 1 }, annotations: {}, settings: {} };
  const { containerConcurrency, timeoutSeconds, annotations } = knative;
  const [min, max, metric, target] = [ANNOTATION.minScale, ANNOTATION.maxScale, ANNOTATION.metric, ANNOTATION.target].map(
    (keys) => lookUp(annotations, keys),
  );
  const isWhole = target !== undefined && /^\d+$/.test(target.text);
  const asFields = [min, max, metric, ...(isWhole ? [target] : [])].flatMap((one) => one?.key ?? []);
  const others = Object.fromEntries(Object.entries(annotations).filter(([key]) => !asFields.includes(key)));
  const under = (key: string): string => `autoscaling.knative.annotations.${key}`;
  return {
    predictor: {
      minReplicas: Number(min?.text ?? 0),
      ...(max === undefined || max.text === '0' ? {} : { maxReplicas: Number(max.text) }),
      ...(metric === undefined ? {} : { scaleMetric: metric.text }),
      ...(isWhole ? { scaleTarget: Number(target.text) } : {}),
      containerConcurrency,
      timeout: timeoutSeconds,
      ...(Object.keys(others).length === 0 ? {} : { annotations: others }),
    },
    annotations: {},
    settings: {
      'spec.predictor.minReplicas': under(min?.key ?? ANNOTATION.minScale[0]),
      'spec.predictor.maxReplicas': under(max?.key ?? ANNOTATION.maxScale[0]),
      'spec.predictor.scaleMetric': under(ANNOTATION.metric[0]),
      'spec.predictor.scaleTarget': under(ANNOTATION.target[0]),
      'spec.predictor.containerConcurrency': 'autoscaling.knative.containerConcurrency',
      'spec.predictor.timeout': 'autoscaling.knative.timeoutSeconds',
      'spec.predictor.annotations': 'autoscaling.knative.annotations',
    },
  };
}

/** Settings that an InferenceService of this mode has no field for. */
export function predictorScaleProblems(mode: KserveMode, { autoscaling = {} }: ScalableProps): Problem[] {
  const { hpa, knative, keda } = autoscaling;
  if (mode === 'Standard') {
    const found = keda === undefined ? [] : below('autoscaling.keda', classKedaProblems(keda));
    if (knative === undefined) return found;
    const problem = 'has no effect in Standard mode: KServe makes a Deployment there';
    return [...found, { field: 'autoscaling.knative', problem, fix: 'Set mode: Knative, or use autoscaling.hpa.' }];
  }
  return Object.entries({ hpa, keda }).flatMap(([kind, settings]): Problem[] => {
    if (settings === undefined) return [];
    const problem = 'has no effect in Knative mode: the revision is scaled by the KPA';
    return [{ field: `autoscaling.${kind}`, problem, fix: 'Set mode: Standard, or use autoscaling.knative.' }];
  });
}
