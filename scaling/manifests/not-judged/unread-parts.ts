import { isRecord } from '../../../contract';
import type { RawObject } from '../documents';
import { groupOf } from '../manifest';
import { notJudgedObject, type NotJudged } from './not-judged';

/** A part of a kind that is read, which is not. */
interface UnreadPart {
  readonly field: string;
  readonly message: string;
}

const UNREAD: Readonly<Partial<Record<string, readonly UnreadPart[]>>> = {
  'serving.kserve.io/InferenceService': [
    { field: 'spec.predictor.workerSpec', message: 'pods of a group over several nodes are not read' },
  ],
  'autoscaling.k8s.io/VerticalPodAutoscaler': [
    { field: 'spec.startupBoost', message: 'more CPU while a pod starts is not read' },
    { field: 'spec.recommenders', message: 'recommenders other than the default are not read' },
  ],
  'serving.kserve.io/LLMInferenceService': [
    { field: 'spec.router.scheduler.replicas', message: 'pods of the scheduler are not counted' },
  ],
};

/** Parts of kinds that are read which decide about pods and are not read themselves. */
export function unreadParts(objects: readonly RawObject[]): NotJudged[] {
  return objects.flatMap((raw) =>
    (UNREAD[`${groupOf(raw.apiVersion)}/${raw.kind}`] ?? [])
      .filter(({ field }) => valueAt(raw.body, field) !== undefined)
      .map(({ field, message }) => notJudgedObject(raw, { reason: 'field-unknown', field, message })),
  );
}

const MODE = 'serving.kserve.io/deploymentMode';
const MODES = ['Standard', 'RawDeployment', 'Knative', 'Serverless'];

/** InferenceServices in a mode that is not read, such as ModelMesh. */
export function unreadModes(objects: readonly RawObject[]): NotJudged[] {
  return objects.flatMap((raw) => {
    if (raw.kind !== 'InferenceService' || groupOf(raw.apiVersion) !== 'serving.kserve.io') return [];
    const annotations = valueAt(raw.body, 'metadata.annotations');
    const mode = isRecord(annotations) ? annotations[MODE] : undefined;
    if (typeof mode !== 'string' || MODES.includes(mode)) return [];
    const field = `metadata.annotations.${MODE}`;
    return [
      notJudgedObject(raw, {
        reason: 'annotation-unknown',
        field,
        message: `mode ${mode} is not read`,
        content: JSON.stringify(raw.body),
      }),
    ];
  });
}

const CLASS = 'autoscaling.knative.dev/class';
const CLASSES: readonly unknown[] = ['kpa.autoscaling.knative.dev', 'hpa.autoscaling.knative.dev'];

/** Revisions that an autoscaler of somebody else scales. */
export function unreadClasses(objects: readonly RawObject[]): NotJudged[] {
  return objects.flatMap((raw) => {
    const kind = `${groupOf(raw.apiVersion)}/${raw.kind}`;
    const above =
      kind === 'serving.knative.dev/Service'
        ? 'spec.template.metadata'
        : kind === 'serving.kserve.io/InferenceService'
          ? 'metadata'
          : '';
    const annotations = above === '' ? undefined : valueAt(raw.body, `${above}.annotations`);
    const written = isRecord(annotations) ? annotations[CLASS] : undefined;
    if (typeof written !== 'string' || CLASSES.includes(written)) return [];
    const field = `${above}.annotations.${CLASS}`;
    const message = `what autoscaler class ${written} does is not known`;
    return [
      notJudgedObject(raw, {
        reason: 'annotation-unknown',
        field,
        message,
        content: JSON.stringify([annotations, raw.body['spec']]),
      }),
    ];
  });
}

/** LLMInferenceServices whose count, template or autoscaler may come from a base that is not in the manifests. */
export function missingBases(objects: readonly RawObject[]): NotJudged[] {
  const isOf = (raw: RawObject, kind: string): boolean => raw.kind === kind && groupOf(raw.apiVersion) === 'serving.kserve.io';
  const names = objects.filter((raw) => isOf(raw, 'LLMInferenceServiceConfig')).map((raw) => valueAt(raw.body, 'metadata.name'));
  return objects.flatMap((raw) => {
    if (!isOf(raw, 'LLMInferenceService')) return [];
    const refs: unknown = valueAt(raw.body, 'spec.baseRefs');
    const missing = (Array.isArray(refs) ? refs : []).flatMap((ref: unknown) =>
      isRecord(ref) && typeof ref['name'] === 'string' && !names.includes(ref['name']) ? [ref['name']] : [],
    );
    if (missing.length === 0) return [];
    const message = `what it inherits of ${missing.join(', ')} is not in these manifests`;
    return [
      notJudgedObject(raw, {
        reason: 'field-unknown',
        field: 'spec.baseRefs',
        message,
        content: JSON.stringify(raw.body['spec']),
      }),
    ];
  });
}

function valueAt(body: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (isRecord(value) ? (value[key] ?? undefined) : undefined), body);
}
