import { allowedAnnotations, childMetadata } from './children/metadata';
import { NoPod, podSpecOf } from './children/pod';
import { componentsOf } from './admission/implementations';
import { ANNOTATION, isStopped } from './constants';
import type { Extensions, InferenceService, ObjectMeta, PodSpec } from './types';

/** A Knative Service (serving.knative.dev/v1). */
export interface KnativeChild {
  readonly apiVersion: 'serving.knative.dev/v1';
  readonly kind: 'Service';
  readonly metadata: ObjectMeta;
  readonly spec: Readonly<Record<string, unknown>>;
}

export interface KnativeReconciled {
  readonly children: readonly KnativeChild[];
  /** Why a component has no Service. */
  readonly failure: string | undefined;
}

/** Annotations of the Knative Service itself; all others are the revision's. */
const OF_SERVICE = ['serving.knative.dev/rollout-duration', 'serving.knative.openshift.io/enablePassthrough'];
/** Labels that a revision does not get. */
const NOT_OF_REVISION = ['networking.knative.dev/visibility'];

/**
 * What the controller of KServe v0.20.0 creates for an InferenceService in Knative mode: one Knative Service per component, all traffic to
 * the latest revision. Follows pkg/controller/v1beta1/inferenceservice/reconcilers/knative/ksvc_reconciler.go, createKnativeService, and
 * pkg/controller/v1alpha1/utils/utils.go, SetAutoScalingAnnotations.
 */
export function reconcileKnative(service: InferenceService): KnativeReconciled {
  const children: KnativeChild[] = [];
  for (const { role, component } of componentsOf(service.spec)) {
    const pod = podSpecOf(service, role, component);
    if (pod instanceof NoPod) return { children, failure: pod.message };
    const metadata = childMetadata(service, role, component);
    if (!isStopped(metadata.annotations)) children.push(knativeServiceOf(metadata, component, pod));
  }
  return { children, failure: undefined };
}

function knativeServiceOf(metadata: ObjectMeta, extensions: Extensions, pod: PodSpec): KnativeChild {
  const annotations = { ...metadata.annotations, ...scaleAnnotations(metadata.annotations, extensions) };
  const of = (map: Readonly<Record<string, string>>, isKept: (key: string) => boolean): Record<string, string> =>
    Object.fromEntries(Object.entries(map).filter(([key]) => isKept(key)));
  const { timeout, containerConcurrency } = extensions;
  return {
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: { ...metadata, annotations: of(annotations, (key) => OF_SERVICE.includes(key)) },
    spec: {
      template: {
        metadata: {
          labels: of(metadata.labels ?? {}, (key) => !NOT_OF_REVISION.includes(key)),
          annotations: of(annotations, (key) => !OF_SERVICE.includes(key)),
        },
        spec: {
          ...pod,
          ...(timeout === undefined ? {} : { timeoutSeconds: timeout, responseStartTimeoutSeconds: timeout }),
          ...(containerConcurrency === undefined ? {} : { containerConcurrency }),
        },
      },
      traffic: [{ latestRevision: true, percent: 100 }],
    },
  };
}

const KPA = 'kpa.autoscaling.knative.dev';

/**
 * The annotations by which Knative scales a revision of a component: those of the InferenceService and of the component but the bounds,
 * and the component's fields, which win.
 *
 * @param annotations of the InferenceService and then of the component
 */
export function revisionAnnotations(
  annotations: readonly Readonly<Record<string, string>>[],
  extensions: ScaleFields,
): Record<string, string> {
  const written = Object.assign({}, ...annotations.map(allowedAnnotations)) as Record<string, string>;
  return { ...written, ...scaleAnnotations(written, extensions) };
}

type ScaleFields = Partial<Pick<Extensions, 'scaleTarget' | 'scaleMetric' | 'minReplicas' | 'maxReplicas'>>;

/** min-scale is always written: without minReplicas a revision keeps one pod, and does not go to zero. */
function scaleAnnotations(
  written: ObjectMeta['annotations'] = {},
  { scaleTarget, scaleMetric, minReplicas = 1, maxReplicas = 0 }: ScaleFields,
): Record<string, string> {
  const annotation = (name: string): string => `autoscaling.knative.dev/${name}`;
  return {
    [ANNOTATION.knativeClass]: written[ANNOTATION.knativeClass] ?? KPA,
    ...(scaleTarget === undefined ? {} : { [annotation('target')]: String(scaleTarget) }),
    ...(scaleMetric === undefined ? {} : { [annotation('metric')]: scaleMetric }),
    [annotation('min-scale')]: String(minReplicas),
    ...(maxReplicas === 0 ? {} : { [annotation('max-scale')]: String(maxReplicas) }),
  };
}
