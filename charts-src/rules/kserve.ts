import { isMetricOfPods } from '../autoscaling/keda-problems';
import type { Problem } from '../problem';
import { isInferenceService, type KubeObject, type Labels } from './rendered';
import { objectRule, type Rule } from './rule';

interface Predictor {
  readonly minReplicas?: number;
  readonly scaleMetric?: string;
  readonly containers?: readonly { readonly name?: string }[];
  readonly autoScaling?: {
    readonly behavior?: Readonly<Record<string, object>>;
    readonly metrics?: readonly {
      readonly type: string;
      readonly resource?: { readonly name: string; readonly target: { readonly type?: string } };
      readonly external?: { readonly metric: { readonly query?: string }; readonly target: { readonly value?: unknown } };
    }[];
  };
  readonly [field: string]: unknown;
}

const MODE = 'serving.kserve.io/deploymentMode';
const CLASS = 'serving.kserve.io/autoscalerClass';

function predictorOf(object: KubeObject): Predictor {
  return (object['spec'] as { readonly predictor: Predictor }).predictor;
}

function annotationsOf({ metadata }: KubeObject): Labels {
  return metadata.annotations ?? {};
}

const EXPLICIT: Rule = objectRule(
  'inference-service-explicit',
  'An InferenceService says its mode, and what scales it',
  isInferenceService,
  (object) => {
    const annotations = annotationsOf(object);
    const mode = annotations[MODE];
    const problems: Problem[] = [];
    if (mode !== 'Standard' && mode !== 'Knative')
      problems.push({ field: `metadata.annotations.${MODE}`, problem: `${mode ?? 'unset'} is neither Standard nor Knative` });
    if (mode === 'Standard' && annotations[CLASS] === undefined)
      problems.push({
        field: `metadata.annotations.${CLASS}`,
        problem: 'is missing: KServe would make an HPA, and check nothing of it',
        fix: 'Write hpa or keda, or none for a fixed number of pods.',
      });
    return problems;
  },
);

const CONTAINER: Rule = objectRule(
  'inference-service-container',
  "The model's container comes first and is called kserve-container",
  isInferenceService,
  (object) => {
    const name = predictorOf(object).containers?.[0]?.name;
    return name === 'kserve-container'
      ? []
      : [
          {
            field: 'spec.predictor.containers[0].name',
            problem: `${name ?? 'unset'} is not kserve-container, the only name that KServe looks for`,
          },
        ];
  },
);

/** Fields that Standard mode takes and does nothing with. */
const KNATIVE_ONLY = ['canaryTrafficPercent', 'timeout', 'containerConcurrency'];

const EFFECTIVE: Rule = objectRule(
  'inference-service-effective',
  'An InferenceService holds nothing that its mode and class ignore',
  isInferenceService,
  (object) => {
    const annotations = annotationsOf(object);
    if (annotations[MODE] !== 'Standard') return [];
    const predictor = predictorOf(object);
    const at = (field: string, problem: string): Problem => ({ field: `spec.predictor.${field}`, problem });
    const unread = KNATIVE_ONLY.filter((field) => predictor[field] !== undefined).map((field) =>
      at(field, 'has no effect in Standard mode'),
    );
    const ofClass = { hpa: classHpa, keda: classKeda }[annotations[CLASS] ?? ''];
    return ofClass === undefined ? unread : [...unread, ...ofClass(predictor, at)];
  },
);

type At = (field: string, problem: string) => Problem;

function classHpa({ minReplicas, scaleMetric, autoScaling }: Predictor, at: At): Problem[] {
  const problems: Problem[] = [];
  if (minReplicas === 0) problems.push(at('minReplicas', '0 becomes 1 under class hpa'));
  if (scaleMetric !== undefined && scaleMetric !== 'cpu' && scaleMetric !== 'memory')
    problems.push(at('scaleMetric', `${scaleMetric} becomes CPU 80 % under class hpa`));
  if (autoScaling?.behavior !== undefined) problems.push(at('autoScaling.behavior', 'is ignored by class hpa'));
  autoScaling?.metrics?.forEach(({ type, resource }, index) => {
    const isKept = type === 'Resource' && (resource?.name === 'memory' || resource?.target.type === 'Utilization');
    if (!isKept) problems.push(at(`autoScaling.metrics[${index}]`, 'becomes CPU 80 % under class hpa'));
  });
  return problems;
}

function classKeda(
  { minReplicas, scaleMetric, autoScaling: { behavior = {}, metrics = [] } = {} }: Predictor,
  at: At,
): Problem[] {
  const problems: Problem[] = [];
  if (scaleMetric !== undefined) problems.push(at('scaleMetric', 'is refused under class keda'));
  if (metrics.length === 0) problems.push(at('autoScaling.metrics', 'is empty: the ScaledObject would have no trigger'));
  metrics.forEach(({ type, external }, index) => {
    if (type !== 'External') return;
    const field = `autoScaling.metrics[${index}].external`;
    if ((external?.metric.query ?? '') === '') problems.push(at(`${field}.metric.query`, 'is missing'));
    if (external?.target.value === undefined) problems.push(at(`${field}.target.value`, 'is missing: it is the threshold'));
  });
  if (minReplicas === 0 && metrics.every(({ external }) => isMetricOfPods(external?.metric.query)))
    problems.push(at('minReplicas', '0 lets the last pod go, and its own queue metric with it: nothing would start one again'));
  for (const [direction, rules] of Object.entries(behavior))
    for (const field of Object.keys(rules).filter((one) => one !== 'stabilizationWindowSeconds'))
      problems.push(at(`autoScaling.behavior.${direction}.${field}`, 'is not read by class keda'));
  return problems;
}

export const KSERVE_RULES: readonly Rule[] = [EXPLICIT, CONTAINER, EFFECTIVE];
