import { ANNOTATION } from '../constants';
import type { CanarySpec, InferenceService, PredictorSpec } from '../types';
import { storageUriOf } from './implementations';
import { firstOf, firstRefusal, type Refusal } from './refusal';
import { validateExactlyOne, validateExtensions, validateProtocol } from './validate-component';

/** Follows validateCanarySpecs of pkg/apis/serving/v1beta1/inference_service_validation.go, KServe v0.20.0. */
export function validateCanaries({ metadata, spec: { predictor, canary = [] } }: InferenceService): Refusal {
  if (canary.length === 0) return undefined;
  if (metadata.annotations?.[ANNOTATION.mode] !== 'Standard') return 'canary is only supported in Standard deployment mode';
  if (storageUriOf('predictor', predictor) === undefined && predictor.model === undefined)
    return 'canary requires a stable predictor with a model (multi-model serving is not supported with canary)';
  const seen = new Set<string>();
  const refusal = firstOf(canary, (one, index) => {
    const { name = '' } = one.predictor;
    if (name === '') return `canary[${index}] predictor.name is required`;
    if (seen.has(name)) return `canary predictor.name "${name}" is duplicated`;
    seen.add(name);
    return validateCanary(one, predictor);
  });
  const total = canary.reduce((sum, { trafficPercent }) => sum + trafficPercent, 0);
  return refusal ?? (total > 100 ? `sum of canary trafficPercent values (${total}) must be <= 100` : undefined);
}

function validateCanary({ predictor, trafficPercent }: CanarySpec, stable: PredictorSpec): Refusal {
  const name = predictor.name ?? '';
  if (name === stable.name) return `canary predictor.name "${name}" conflicts with stable predictor name`;
  if (trafficPercent < 0 || trafficPercent > 100)
    return `canary "${name}" trafficPercent must be between 0 and 100, got ${trafficPercent}`;
  const own = firstRefusal(
    () => validateExactlyOne('predictor', predictor),
    () => validateProtocol('predictor', predictor),
    () => validateExtensions(predictor),
  );
  if (own !== undefined) return `canary "${name}" predictor: ${own}`;
  if (predictor['workerSpec'] !== undefined)
    return `canary "${name}" must not set workerSpec (multi-node is not yet supported for canary)`;
  const fixed = (['maxReplicas', 'scaleTarget', 'scaleMetric', 'autoScaling'] as const).find((key) =>
    key === 'maxReplicas' ? (predictor.maxReplicas ?? 0) > 0 : predictor[key] !== undefined,
  );
  if (fixed !== undefined) return `canary "${name}" must not set ${fixed} (canary uses fixed replicas)`;
  const most = stable.minReplicas ?? 1;
  return predictor.minReplicas !== undefined && predictor.minReplicas > most
    ? `canary "${name}" minReplicas (${predictor.minReplicas}) must not exceed stable predictor minReplicas (${most})`
    : undefined;
}
