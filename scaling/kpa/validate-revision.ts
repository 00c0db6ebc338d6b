import { ANNOTATION, floatSetting, lookUp } from './annotations';
import type { AutoscalerConfig } from './config';
import { type PodAutoscaler, scalingMetric } from './pod-autoscaler';
import { type Problem, ignored, rejected } from '../problem';
import { validateAnnotations } from './validate-annotations';

/** Upstream: Knative Serving 98e5ef9, pkg/apis/config/defaults.go, DefaultMaxRevisionContainerConcurrency. */
const CONTAINER_CONCURRENCY_MAX = 1000;
/** The same file, DefaultMaxRevisionTimeoutSeconds. */
const TIMEOUT_SECONDS_MAX = 600;

/**
 * What is wrong with a revision as far as its autoscaler is concerned.
 * Follows Knative Serving 98e5ef9, pkg/apis/serving/metadata_validation.go, ValidateContainerConcurrency, and
 * pkg/apis/serving/v1/revision_validation.go, validateTimeoutSeconds, with default settings.
 */
export function validateRevision(
  revision: Omit<PodAutoscaler, 'reachability'>,
  config: AutoscalerConfig,
  timeoutSeconds = 0,
): Problem[] {
  const { annotations, containerConcurrency } = revision;
  const problems = validateAnnotations(annotations, config);
  if (timeoutSeconds < 0 || timeoutSeconds > TIMEOUT_SECONDS_MAX) {
    problems.push(rejected('spec.timeoutSeconds', `expected 0 <= ${timeoutSeconds} <= ${TIMEOUT_SECONDS_MAX}`));
  }
  if (!Number.isInteger(containerConcurrency) || containerConcurrency < 0 || containerConcurrency > CONTAINER_CONCURRENCY_MAX) {
    problems.push(rejected('spec.containerConcurrency', `expected 0 <= ${containerConcurrency} <= ${CONTAINER_CONCURRENCY_MAX}`));
    return problems;
  }
  const target = floatSetting(annotations, ANNOTATION.target);
  const limited = containerConcurrency > 0 && scalingMetric({ ...revision, reachability: '' }) === 'concurrency';
  if (limited && target !== undefined && target > containerConcurrency) {
    const key = lookUp(annotations, ANNOTATION.target)?.key ?? '';
    problems.push(ignored(key, `${target} is more than containerConcurrency: ${containerConcurrency} is used`));
  }
  return problems;
}
