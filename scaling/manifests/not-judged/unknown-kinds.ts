import { isRecord } from '../../../contract';
import { groupOf } from '../manifest';
import type { RawObject } from '../documents';
import { notJudgedObject, type NotJudged } from './not-judged';
import { scalingValues } from './scaling-values';
import { isUnrelatedKind } from './unrelated-kinds';

/** Kinds that make pods although nothing in them may say so. */
const POD_MAKERS = new Set([
  'argoproj.io/CronWorkflow',
  'argoproj.io/Workflow',
  'argoproj.io/WorkflowTemplate',
  'elasticsearch.k8s.elastic.co/Elasticsearch',
  'kafka.strimzi.io/Kafka',
  'kafka.strimzi.io/KafkaConnect',
  'kafka.strimzi.io/KafkaNodePool',
  'karpenter.sh/NodePool',
  'kibana.k8s.elastic.co/Kibana',
  'monitoring.coreos.com/Alertmanager',
  'monitoring.coreos.com/Prometheus',
  'monitoring.coreos.com/ThanosRuler',
  'operators.coreos.com/Subscription',
  'postgresql.cnpg.io/Cluster',
  'tekton.dev/PipelineRun',
  'tekton.dev/TaskRun',
]);
const DEEPEST = 30;

/**
 * Objects of kinds that nothing here reads and that may decide how many pods run: they have settings that look like scaling, or they
 * make pods. Kinds that are known to have nothing to do with scaling are left out.
 *
 * @param unread objects of kinds that have no reader
 */
export function unknownKinds(unread: readonly RawObject[]): NotJudged[] {
  return unread.flatMap((raw) => {
    if (isUnrelatedKind(raw)) return [];
    const values = scalingValues(withoutHead(raw.body), '');
    const isMaker = POD_MAKERS.has(`${groupOf(raw.apiVersion)}/${raw.kind}`) || hasContainers(raw.body, 0);
    if (Object.keys(values).length === 0 && !isMaker) return [];
    const what = isPod(raw)
      ? 'a pod that nothing makes anew or scales is not counted'
      : `objects of this kind ${isMaker ? 'make pods and ' : ''}are not read`;
    return [notJudgedObject(raw, { reason: 'kind-unknown', message: what, values })];
  });
}

function isPod({ apiVersion, kind }: RawObject): boolean {
  return kind === 'Pod' && groupOf(apiVersion) === '';
}

/** Whether an object of a kind that nothing reads may decide how many pods run. */
export function isAboutScaling(raw: RawObject): boolean {
  return unknownKinds([raw]).length > 0;
}

/** What an object says of itself: no status, of its metadata the annotations. */
function withoutHead(body: RawObject['body']): unknown {
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]): [string, unknown][] => {
      if (key === 'metadata') return isRecord(value) ? [['metadata.annotations', value['annotations']]] : [];
      return key === 'status' ? [] : [[key, value]];
    }),
  );
}

/** Whether a pod is written somewhere inside. */
function hasContainers(value: unknown, depth: number): boolean {
  if (depth > DEEPEST) return false;
  if (Array.isArray(value)) return value.some((item) => hasContainers(item, depth + 1));
  if (!isRecord(value)) return false;
  const { containers } = value;
  if (Array.isArray(containers) && containers.some((one) => isRecord(one) && typeof one['image'] === 'string')) return true;
  return Object.values(value).some((item) => hasContainers(item, depth + 1));
}
