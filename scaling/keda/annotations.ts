import { parseBool, parseInt32 } from '../go-values';

/** Upstream: KEDA 8b4f083, apis/keda/v1alpha1/scaledobject_types.go. */
export const KEDA_ANNOTATION = {
  paused: 'autoscaling.keda.sh/paused',
  pausedReplicas: 'autoscaling.keda.sh/paused-replicas',
  pausedScaleIn: 'autoscaling.keda.sh/paused-scale-in',
  pausedScaleOut: 'autoscaling.keda.sh/paused-scale-out',
  forceActivation: 'autoscaling.keda.sh/force-activation',
  transferHpaOwnership: 'scaledobject.keda.sh/transfer-hpa-ownership',
} as const;

/** All that it reads, on its own objects. `excluded-labels` and `generation` have no part in scaling. */
export const KEDA_ANNOTATIONS: readonly string[] = [
  ...Object.values(KEDA_ANNOTATION),
  'scaledobject.keda.sh/hpa-excluded-labels',
  'scaledjob.keda.sh/job-excluded-labels',
  'scaledjob.keda.sh/generation',
];

/** What annotations ask of a running object. */
export interface Overrides {
  /** No scaling at all; the HPA is gone. */
  readonly paused: boolean;
  /** Replicas while paused; undefined: as many as there are. */
  readonly pausedReplicas: number | undefined;
  readonly scaleInPaused: boolean;
  readonly scaleOutPaused: boolean;
  /** Active whatever the triggers say. */
  readonly activationForced: boolean;
}

/**
 * Upstream: scaledobject_types.go, NeedToBePausedByAnnotation and its neighbours. paused-replicas pauses whatever else is said;
 * a flag that is not a boolean counts as true.
 */
export function overrides(annotations: Readonly<Record<string, string>>): Overrides {
  const flag = (key: string): boolean => hasFlag(annotations, key);
  const replicasText = annotations[KEDA_ANNOTATION.pausedReplicas];
  const replicas = replicasText === undefined ? undefined : parseInt32(replicasText);
  return {
    paused: replicasText !== undefined || flag(KEDA_ANNOTATION.paused),
    pausedReplicas: typeof replicas === 'number' ? replicas : undefined,
    scaleInPaused: flag(KEDA_ANNOTATION.pausedScaleIn),
    scaleOutPaused: flag(KEDA_ANNOTATION.pausedScaleOut),
    activationForced: flag(KEDA_ANNOTATION.forceActivation),
  };
}

/** A ScaledJob knows only the plain pause. Upstream: scaledjob_types.go, NeedToBePausedByAnnotation. */
export function isJobPaused(annotations: Readonly<Record<string, string>>): boolean {
  return hasFlag(annotations, KEDA_ANNOTATION.paused);
}

function hasFlag(annotations: Readonly<Record<string, string>>, key: string): boolean {
  const text = annotations[key];
  return text !== undefined && (parseBool(text) ?? true);
}
