import type { CanarySpec, Extensions, InferenceService, PredictorSpec } from '../types';

/** A component of its own beside the stable predictor: what it runs, and how it is scaled. */
export interface Canary {
  readonly predictor: PredictorSpec;
  readonly extensions: Extensions;
}

/** Pods of a canary: as it says, else its share of the stable predictor's, rounded up (canaryReplicaCount). */
function replicasOf({ predictor, trafficPercent }: CanarySpec, stable: PredictorSpec): number {
  return predictor.minReplicas ?? Math.ceil(((stable.minReplicas ?? 1) * trafficPercent) / 100);
}

/** A canary has a fixed number of pods. */
const NOT_INHERITED = ['maxReplicas', 'scaleTarget', 'scaleMetric', 'autoScaling'];

/** `spec.canary`. Follows components/predictor.go, buildCanaryPredictor and reconcileCanaryDeployments, KServe v0.20.0. */
export function canariesOf({ spec: { predictor, canary = [] } }: InferenceService): Canary[] {
  return canary.map((one) => {
    const minReplicas = replicasOf(one, predictor);
    const inherited = Object.entries(predictor).filter(([field]) => !NOT_INHERITED.includes(field));
    const merged = {
      ...Object.fromEntries(inherited),
      ...one.predictor,
      labels: { ...predictor.labels, ...one.predictor.labels },
      annotations: { ...predictor.annotations, ...one.predictor.annotations },
      minReplicas,
    };
    return { predictor: merged, extensions: { minReplicas } };
  });
}

/** The stable predictor gives pods away to its canaries, but keeps one. */
export function besideCanaries({ spec: { predictor, canary = [] } }: InferenceService): PredictorSpec {
  if (canary.length === 0 || predictor.minReplicas === undefined) return predictor;
  const given = canary.reduce((sum, one) => sum + replicasOf(one, predictor), 0);
  return { ...predictor, minReplicas: Math.max(predictor.minReplicas - given, 1) };
}
