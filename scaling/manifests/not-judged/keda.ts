import { isRecord, nearest } from '../../../contract';
import { isOpaqueTrigger, KEDA_ANNOTATIONS, TRIGGER_TYPES } from '../../keda';
import type { RawObject } from '../documents';
import { groupOf } from '../manifest';
import { notJudgedObject, type NotJudged } from './not-judged';

/** Fields of KEDA's objects, `[]` for the items of a list. What is below a name that ends in `.` is of another API. */
const TRIGGER_FIELDS = [
  ...['triggers[].type', 'triggers[].name', 'triggers[].useCachedMetrics', 'triggers[].metricType', 'triggers[].metadata.'],
  ...['triggers[].authenticationRef.name', 'triggers[].authenticationRef.kind'],
];
const FIELDS: Readonly<Partial<Record<string, readonly string[]>>> = {
  ScaledObject: [
    ...TRIGGER_FIELDS,
    ...['scaleTargetRef.name', 'scaleTargetRef.apiVersion', 'scaleTargetRef.kind', 'scaleTargetRef.envSourceContainerName'],
    ...['pollingInterval', 'initialCooldownPeriod', 'cooldownPeriod', 'idleReplicaCount', 'minReplicaCount', 'maxReplicaCount'],
    ...['fallback.failureThreshold', 'fallback.replicas', 'fallback.behavior'],
    ...['advanced.restoreToOriginalReplicaCount', 'advanced.horizontalPodAutoscalerConfig.name'],
    'advanced.horizontalPodAutoscalerConfig.behavior.',
    ...['advanced.scalingModifiers.formula', 'advanced.scalingModifiers.target'],
    ...['advanced.scalingModifiers.activationTarget', 'advanced.scalingModifiers.metricType'],
  ],
  ScaledJob: [
    ...TRIGGER_FIELDS,
    ...['jobTargetRef.', 'envSourceContainerName', 'pollingInterval', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'],
    ...['minReplicaCount', 'maxReplicaCount', 'rolloutStrategy', 'rollout.strategy', 'rollout.propagationPolicy'],
    ...['scalingStrategy.strategy', 'scalingStrategy.customScalingQueueLengthDeduction'],
    ...['scalingStrategy.customScalingRunningJobPercentage', 'scalingStrategy.pendingPodConditions'],
    'scalingStrategy.multipleScalersCalculation',
  ],
};

/** Triggers whose values nobody here knows, and fields and annotations of KEDA's objects that it does not have. */
export function kedaNotJudged(objects: readonly RawObject[]): NotJudged[] {
  return objects.flatMap((raw) => {
    const fields = groupOf(raw.apiVersion) === 'keda.sh' ? FIELDS[raw.kind] : undefined;
    if (fields === undefined) return [];
    const spec = isRecord(raw.body['spec']) ? raw.body['spec'] : {};
    return [...unknownTriggers(raw, spec), ...unknownAnnotations(raw), ...unknownFields(raw, spec, fields)];
  });
}

function unknownTriggers(raw: RawObject, { triggers }: Readonly<Record<string, unknown>>): NotJudged[] {
  return (Array.isArray(triggers) ? triggers : []).flatMap((trigger: unknown, index): NotJudged[] => {
    const type = isRecord(trigger) && typeof trigger['type'] === 'string' ? trigger['type'] : '';
    const field = `spec.triggers[${index}]`;
    const about = { reason: 'trigger-unknown', field, values: valuesOf(trigger, field) } as const;
    if (isOpaqueTrigger({ type }))
      return [notJudgedObject(raw, { ...about, message: `what a trigger of type ${type} reads, only its scaler knows` })];
    if (type === '' || TRIGGER_TYPES.includes(type)) return [];
    return [notJudgedObject(raw, { ...about, message: `${type} is not a trigger type of KEDA` })];
  });
}

function valuesOf(trigger: unknown, field: string): Record<string, string> {
  const metadata = isRecord(trigger) && isRecord(trigger['metadata']) ? trigger['metadata'] : {};
  const texts = Object.entries(metadata).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(texts.map(([key, value]) => [`${field}.metadata.${key}`, value]));
}

function unknownAnnotations(raw: RawObject): NotJudged[] {
  const metadata = isRecord(raw.body['metadata']) ? raw.body['metadata'] : {};
  const annotations = isRecord(metadata['annotations']) ? metadata['annotations'] : {};
  return Object.entries(annotations).flatMap(([key, value]): NotJudged[] => {
    if (!/^([a-z0-9-]+\.)*keda\.sh\//.test(key) || KEDA_ANNOTATIONS.includes(key)) return [];
    const field = `metadata.annotations.${key}`;
    const message = `${key} is not an annotation that KEDA reads.${hint(key, KEDA_ANNOTATIONS)}`.replace(/\.$/, '');
    return [notJudgedObject(raw, { reason: 'annotation-unknown', field, message, values: { [field]: JSON.stringify(value) } })];
  });
}

function unknownFields(raw: RawObject, spec: Readonly<Record<string, unknown>>, known: readonly string[]): NotJudged[] {
  return unknownPaths(spec, '', known).map(({ path, name, siblings, value }) => {
    const field = `spec.${path}`;
    const message = `${name} is not a field of a ${raw.kind}.${hint(name, siblings)}`.replace(/\.$/, '');
    const values = isRecord(value) || Array.isArray(value) ? {} : { [field]: String(value) };
    return notJudgedObject(raw, { reason: 'field-unknown', field, message, values, content: JSON.stringify(value) });
  });
}

function hint(name: string, choices: readonly string[]): string {
  const choice = nearest(name.slice(0, 120), choices);
  return choice === undefined ? '' : ` Did you mean ${choice}?`;
}

interface UnknownPath {
  readonly path: string;
  readonly name: string;
  /** Names that may be in its place. */
  readonly siblings: readonly string[];
  readonly value: unknown;
}

/** @param pattern of the map: `triggers[].authenticationRef.`; '' for the spec */
function unknownPaths(map: Readonly<Record<string, unknown>>, pattern: string, known: readonly string[], at = ''): UnknownPath[] {
  const siblings = [
    ...new Set(known.filter((one) => one.startsWith(pattern)).map((one) => /^\w+/.exec(one.slice(pattern.length))?.[0] ?? '')),
  ];
  return Object.entries(map).flatMap(([name, value]): UnknownPath[] => {
    const path = `${at}${name}`;
    const own = `${pattern}${name}`;
    if (!siblings.includes(name)) return [{ path, name, siblings, value }];
    if (known.includes(own) || known.includes(`${own}.`)) return [];
    if (isRecord(value)) return unknownPaths(value, `${own}.`, known, `${path}.`);
    if (!Array.isArray(value)) return [];
    return value.flatMap((item: unknown, index) =>
      isRecord(item) ? unknownPaths(item, `${own}[].`, known, `${path}[${index}].`) : [],
    );
  });
}
