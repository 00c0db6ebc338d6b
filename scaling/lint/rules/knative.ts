import {
  ANNOTATION,
  floatSetting,
  initialScale,
  isOnHpa,
  lookUp,
  resolveMetricTarget,
  scaleBounds,
  scalingMetric,
  targetBurstCapacity,
  type KeyPriority,
} from '../../kpa';
import type { KnativeService } from '../../manifests';
import type { Hit, LintContext, Rule } from '../rule';

const ANNOTATIONS = 'spec.template.metadata.annotations';

/** Where a setting is written; the annotations as a whole when it is a default. */
function pathOf({ revision }: KnativeService, keys: KeyPriority): string {
  const found = lookUp(revision.annotations, keys);
  return found === undefined ? ANNOTATIONS : `${ANNOTATIONS}.${found.key}`;
}

/** Services that Knative's own autoscaler scales. */
function onKpa({ manifests }: LintContext): KnativeService[] {
  return manifests.knativeServices.filter(({ revision }) => !isOnHpa(revision, manifests.autoscalerConfig));
}

const TARGET_ABOVE_CONCURRENCY: Rule = {
  id: 'knative-target-above-concurrency',
  severity: 'warning',
  silent: true,
  title: 'The concurrency target is not above containerConcurrency',
  why: 'containerConcurrency is a hard limit: the queue-proxy lets no more requests in, so the target cannot be reached and the limit is used instead.',
  fix: 'Lower the target, or raise containerConcurrency.',
  source: 'Knative Serving 98e5ef9, pkg/reconciler/autoscaling/resources/target.go, ResolveMetricTarget',
  check: (context) =>
    onKpa(context).flatMap((object): Hit[] => {
      const { annotations, containerConcurrency } = object.revision;
      const target = floatSetting(annotations, ANNOTATION.target);
      if (scalingMetric(object.revision) !== 'concurrency' || target === undefined) return [];
      if (containerConcurrency <= 0 || target <= containerConcurrency) return [];
      const message = `is ${target}, above containerConcurrency ${containerConcurrency}, which is used`;
      return [{ object, path: pathOf(object, ANNOTATION.target), message }];
    }),
};

const MAX_BELOW_INITIAL: Rule = {
  id: 'knative-max-below-initial-scale',
  severity: 'warning',
  silent: true,
  title: 'A revision does not start with more pods than its maximum',
  why: 'The initial scale counts as a minimum until it is reached once, and a minimum wins over max-scale: each new revision starts more pods than the maximum.',
  fix: 'Lower initial-scale, or raise max-scale.',
  source: 'Knative Serving 98e5ef9, pkg/reconciler/autoscaling/kpa/scaler.go, scale and applyBounds',
  check: (context) =>
    context.manifests.knativeServices.flatMap((object): Hit[] => {
      const config = context.manifests.autoscalerConfig;
      const initial = initialScale(object.revision, config);
      const { max } = scaleBounds(object.revision, config);
      if (max === 0 || initial <= max) return [];
      const message = `is ${max}, but each revision starts with ${initial} pods`;
      return [{ object, path: pathOf(object, ANNOTATION.maxScale), message }];
    }),
};

const ACTIVATOR_IN_PATH: Rule = {
  id: 'knative-activator-stays-in-path',
  severity: 'warning',
  title: 'The activator leaves the request path when there is capacity',
  why: 'While the pods’ capacity is below the target burst capacity every request goes through the activator: one more hop, and its pods become the bottleneck.',
  fix: 'Set target-burst-capacity to 0 (only at zero pods), or below max-scale times the concurrency of a pod.',
  source: 'Knative Serving 98e5ef9, pkg/autoscaler/scaling/autoscaler.go, Scale (excess burst capacity)',
  check: (context) =>
    onKpa(context).flatMap((object): Hit[] => {
      const { revision } = object;
      const config = context.manifests.autoscalerConfig;
      const burst = targetBurstCapacity(revision, config);
      const path = pathOf(object, ANNOTATION.targetBurstCapacity);
      if (burst === -1) return [{ object, path, message: 'is -1: every request goes through the activator, always' }];
      const isBounded = revision.containerConcurrency > 0;
      if (!isBounded && scalingMetric(revision) !== 'concurrency') return [];
      const perPod = isBounded ? revision.containerConcurrency : resolveMetricTarget(revision, config).total;
      const { max } = scaleBounds(revision, config);
      if (max <= 0 || max * perPod >= burst) return [];
      const message = `is ${burst}, more than ${max} pods take at ${perPod} requests each (${max * perPod}): the activator stays in the path, always`;
      return [{ object, path, message }];
    }),
};

const MAX_UNSET: Rule = {
  id: 'knative-max-scale-unset',
  severity: 'note',
  title: 'A Knative Service has a max-scale',
  why: 'Without one only the cluster limits the pods and their cost.',
  fix: 'Set autoscaling.knative.dev/max-scale, or max-scale in config-autoscaler.',
  source: 'Knative Serving 98e5ef9, pkg/autoscaler/config/config.go, defaultConfig (max-scale 0)',
  check: ({ manifests }) =>
    manifests.knativeServices
      .filter(({ revision }) => scaleBounds(revision, manifests.autoscalerConfig).max === 0)
      .map((object) => ({
        object,
        path: pathOf(object, ANNOTATION.maxScale),
        message: 'there is no max-scale: the number of pods is not bounded',
      })),
};

const KEPT_REVISION: Rule = {
  id: 'knative-revision-kept',
  severity: 'warning',
  title: 'Traffic names no earlier revision that keeps pods of its own',
  why: 'A revision that a route reaches, be it by a tag with 0 % of the traffic, keeps its own min-scale: those pods are paid for until the tag goes.',
  fix: 'Remove the tag or the traffic target, or give such revisions a min-scale of 0.',
  source: 'Knative Serving 98e5ef9, pkg/reconciler/revision/resources/pa.go, reachability, and pa_lifecycle.go, ScaleBounds',
  check: ({ manifests }) =>
    manifests.knativeServices.flatMap((object) => {
      const { min } = scaleBounds(object.revision, manifests.autoscalerConfig);
      if (min === 0) return [];
      return object.keptRevisions.map(({ name, tag, percent, path }) => {
        const how = tag === undefined ? `gets ${percent} % of the traffic` : `is kept by tag ${tag}`;
        const pods = `${min} ${min === 1 ? 'pod' : 'pods'}`;
        return {
          object,
          path,
          message: `revision ${name} ${how}: it keeps its own minimum, ${pods} if it was made as the Service is now`,
        };
      });
    }),
};

export const KNATIVE_RULES: readonly Rule[] = [
  TARGET_ABOVE_CONCURRENCY,
  MAX_BELOW_INITIAL,
  ACTIVATOR_IN_PATH,
  MAX_UNSET,
  KEPT_REVISION,
];
