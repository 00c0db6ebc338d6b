import type { HpaSettings, KedaSettings, KnativeSettings } from '../../contract';
import { hpaProblems } from '../autoscaling/hpa-problems';
import { kedaProblems } from '../autoscaling/keda-problems';
import { knativeProblems } from '../autoscaling/knative-problems';
import { below, type Problem } from '../problem';
import {
  isInferenceService,
  isKnativeService,
  titleOf,
  workloadsIn,
  type KubeObject,
  type Labels,
  type Workload,
} from './rendered';
import { objectRule, type Rule } from './rule';

interface ScaleTargetRef {
  readonly kind?: string;
  readonly name: string;
}

function isAutoscaler({ apiVersion, kind }: KubeObject): boolean {
  return (
    (apiVersion === 'autoscaling/v2' && kind === 'HorizontalPodAutoscaler') ||
    (apiVersion.startsWith('keda.sh/') && kind === 'ScaledObject')
  );
}

function targetRefOf(autoscaler: KubeObject): Required<ScaleTargetRef> {
  const { scaleTargetRef } = autoscaler['spec'] as { scaleTargetRef: ScaleTargetRef };
  return { kind: 'Deployment', ...scaleTargetRef };
}

/** The workload that an autoscaler moves. */
function targetOf(autoscaler: KubeObject, all: readonly KubeObject[]): Workload | undefined {
  const { kind, name } = targetRefOf(autoscaler);
  return workloadsIn(all).find(
    ({ object }) =>
      object.kind === kind &&
      !isKnativeService(object) &&
      object.metadata.name === name &&
      object.metadata.namespace === autoscaler.metadata.namespace,
  );
}

const TARGET: Rule = objectRule(
  'scale-target-exists',
  'An autoscaler moves a workload that exists',
  isAutoscaler,
  (autoscaler, all) => {
    if (targetOf(autoscaler, all) !== undefined) return [];
    const { kind, name } = targetRefOf(autoscaler);
    return [{ field: 'spec.scaleTargetRef', problem: `there is no ${kind}/${name} in these manifests` }];
  },
);

const OWNER: Rule = objectRule(
  'one-replica-owner',
  'Either replicas or an autoscaler, never both',
  isAutoscaler,
  (autoscaler, all) => {
    const target = targetOf(autoscaler, all);
    if (target === undefined) return [];
    const problems: Problem[] = [];
    const title = titleOf(target.object);
    if (target.replicas !== undefined)
      problems.push({
        field: 'spec.scaleTargetRef',
        problem: `${title} has replicas ${target.replicas}, which every apply would put back`,
        fix: 'Leave replicas out of the workload.',
      });
    const rival = all.find(
      (other) => other !== autoscaler && isAutoscaler(other) && targetOf(other, all)?.object === target.object,
    );
    if (rival !== undefined)
      problems.push({ field: 'spec.scaleTargetRef', problem: `${title} is moved by ${titleOf(rival)} too` });
    return problems;
  },
);

const UNOWNED: Rule = {
  id: 'replicas-owned',
  title: "The number of pods is always somebody's to say",
  check: (objects) =>
    workloadsIn(objects)
      .filter(({ isJob, replicas }) => !isJob && replicas === undefined)
      .filter(({ object }) => !isKnativeService(object) && !isInferenceService(object))
      .filter(({ object }) => !objects.some((one) => isAutoscaler(one) && targetOf(one, objects)?.object === object))
      .map(({ object }) => ({
        object: titleOf(object),
        field: 'spec.replicas',
        problem: 'is missing, and no autoscaler owns it',
      })),
};

/** Minor version that the manifests are for, read from the namespace's Pod Security version. */
function kubernetesMinorOf(all: readonly KubeObject[]): number {
  const versions = all.flatMap(({ metadata }) => metadata.labels?.['pod-security.kubernetes.io/enforce-version'] ?? []);
  return Number(/^v1\.(\d+)$/.exec(versions[0] ?? '')?.[1] ?? DEFAULT_MINOR);
}
const DEFAULT_MINOR = 34;

/** The containers that an autoscaler moves, and the version that reads it. */
function contextOf(autoscaler: KubeObject, all: readonly KubeObject[]): [Workload['pod']['containers'], number] {
  return [targetOf(autoscaler, all)?.pod.containers ?? [], kubernetesMinorOf(all)];
}

const HPA: Rule = objectRule(
  'hpa-effective',
  'An HPA holds nothing that the API refuses or the controller ignores',
  (object) => isAutoscaler(object) && object.kind === 'HorizontalPodAutoscaler',
  (object, all) => below('spec', hpaProblems(object['spec'] as HpaSettings, ...contextOf(object, all))),
);

const KEDA: Rule = objectRule(
  'scaled-object-effective',
  'A ScaledObject holds nothing that KEDA refuses or ignores',
  (object) => isAutoscaler(object) && object.kind === 'ScaledObject',
  (object, all) => below('spec', kedaProblems(object['spec'] as KedaSettings, ...contextOf(object, all))),
);

interface RevisionTemplate {
  readonly metadata?: { readonly annotations?: Labels };
  readonly spec: { readonly containerConcurrency?: number; readonly timeoutSeconds?: number };
}

const KNATIVE: Rule = objectRule(
  'knative-effective',
  'A Knative Service holds nothing that Knative refuses or ignores',
  isKnativeService,
  ({ metadata, ...object }) => {
    const { template } = object['spec'] as { template: RevisionTemplate };
    const settings: KnativeSettings = {
      containerConcurrency: template.spec.containerConcurrency ?? 0,
      timeoutSeconds: template.spec.timeoutSeconds ?? 300,
      annotations: scalingAnnotations(template.metadata?.annotations),
    };
    const misplaced = Object.keys(scalingAnnotations(metadata.annotations)).map((key) => ({
      field: `metadata.annotations.${key}`,
      problem: 'belongs to the revision',
      fix: 'Put it under spec.template.metadata.annotations.',
    }));
    return [
      ...misplaced,
      ...knativeProblems(settings).map((one) => ({
        ...one,
        field: one.field.startsWith('annotations.') ? `spec.template.metadata.${one.field}` : `spec.template.spec.${one.field}`,
      })),
    ];
  },
);

function scalingAnnotations(annotations: Labels = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => key.startsWith('autoscaling.knative.dev/')));
}

interface Behavior {
  readonly scaleUp?: object;
  readonly scaleDown?: object;
}

function behaviorOf(autoscaler: KubeObject): Behavior | undefined {
  const spec = autoscaler['spec'] as {
    behavior?: Behavior;
    advanced?: { horizontalPodAutoscalerConfig?: { behavior?: Behavior } };
  };
  return spec.behavior ?? spec.advanced?.horizontalPodAutoscalerConfig?.behavior;
}

const BEHAVIOR: Rule = objectRule(
  'behavior-both-ways',
  'HPA behavior says both directions, or neither',
  isAutoscaler,
  (autoscaler) => {
    const behavior = behaviorOf(autoscaler);
    if (behavior === undefined || (behavior.scaleUp !== undefined && behavior.scaleDown !== undefined)) return [];
    const missing = behavior.scaleUp === undefined ? 'scaleUp' : 'scaleDown';
    return [
      {
        field: `behavior.${missing}`,
        problem: 'is missing: setting one direction changes the other from the legacy path to API defaults',
      },
    ];
  },
);

interface DisruptionSpec {
  readonly selector?: { readonly matchLabels?: Labels };
}

const DISRUPTION: Rule = objectRule(
  'disruption-budget-lets-drain',
  'A disruption budget stands only where another pod remains',
  ({ kind }) => kind === 'PodDisruptionBudget',
  (budget, all) => {
    const selector = (budget['spec'] as DisruptionSpec).selector?.matchLabels ?? {};
    const guarded = workloadsIn(all).filter(
      ({ labels, isJob }) => !isJob && Object.entries(selector).every(([key, value]) => labels[key] === value),
    );
    return guarded
      .filter(({ replicas }) => replicas !== undefined && replicas < 2)
      .map(({ object, replicas }) => ({
        field: 'spec.selector',
        problem: `${titleOf(object)} keeps ${replicas ?? 0} pod: no node could be drained`,
      }));
  },
);

export const SCALING_RULES: readonly Rule[] = [TARGET, OWNER, UNOWNED, HPA, KEDA, KNATIVE, BEHAVIOR, DISRUPTION];
