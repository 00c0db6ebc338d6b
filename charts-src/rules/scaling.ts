import type { KubernetesObject } from '../../contract';
import { DEFAULT_KUBERNETES_VERSION } from '../../scaling/hpa';
import { isDefect, lint, RULES, type Severity } from '../../scaling/lint';
import { readObjects, scales, targetingScalers, titleOf as lintTitleOf } from '../../scaling/manifests';
import { titleOf } from './rendered';
import type { Finding, Rule } from './rule';

/**
 * Rules of lint that are advice for others and binding for the lab, besides settings that do not do what they say. A lab that
 * measures autoscalers must know which rules they follow.
 */
const BINDING = [
  'replicas-and-autoscaler',
  'pdb-blocks-drain',
  'keda-activation-above-target',
  'keda-bullmq-wait-only',
  'keda-bullmq-backlog-incomplete',
];

export interface ScalingFinding extends Finding {
  /** Of lint; docs/lint.md explains it. */
  readonly rule: string;
  readonly severity: Severity;
  /** True when the lab's manifests are refused for it; otherwise it is only shown. */
  readonly isRefused: boolean;
}

/** Rules of lint that refuse manifests. */
export const BINDING_LINT_RULES = RULES.filter(({ id, severity }) => BINDING.includes(id) || isDefect({ rule: id, severity }));

/** What lint finds in rendered objects. */
export function scalingFindings(objects: readonly KubernetesObject[]): ScalingFinding[] {
  const keyOf = (namespace: string | null | undefined, title: string): string => `${namespace ?? ''} ${title}`;
  const titles = new Map(
    objects.map((object) => {
      const { name, namespace } = object.metadata;
      return [keyOf(namespace, lintTitleOf({ ...object, name })), titleOf(object)];
    }),
  );
  const { findings } = lint(readObjects(objects), { kubernetesVersion: kubernetesVersionOf(objects) });
  return findings.map(({ rule, severity, object, namespace, path, message, fix }) => ({
    rule,
    severity,
    isRefused: BINDING_LINT_RULES.some(({ id }) => id === rule),
    object: titles.get(keyOf(namespace, object)) ?? object,
    field: path,
    problem: message,
    fix,
  }));
}

/** The version that the manifests are for, read from the namespace's Pod Security version. */
function kubernetesVersionOf(objects: readonly KubernetesObject[]): string {
  const [version] = objects.flatMap(({ metadata }) => metadata.labels?.['pod-security.kubernetes.io/enforce-version'] ?? []);
  return version?.replace('v', '') ?? DEFAULT_KUBERNETES_VERSION;
}

const UNOWNED: Rule = {
  id: 'replicas-owned',
  title: 'Every workload has replicas or an autoscaler',
  check: (objects) => {
    const manifests = readObjects(objects);
    return manifests.workloads
      .filter(({ runs, replicas }) => runs === 'served' && replicas === undefined)
      .filter((workload) => !targetingScalers(manifests).some((scaler) => scales(scaler, workload)))
      .map(({ kind, name }) => ({
        object: `${kind}/${name}`,
        field: 'spec.replicas',
        problem: 'is missing, and no autoscaler owns it',
      }));
  },
};

const DIRECTIONS = ['scaleUp', 'scaleDown'] as const;

interface ScalerSpec {
  readonly behavior?: object;
  readonly advanced?: { readonly horizontalPodAutoscalerConfig?: { readonly behavior?: object } };
}

/** Stricter than lint, which is silent where the API's defaults happen to be the same. */
const BEHAVIOR: Rule = {
  id: 'behavior-both-ways',
  title: 'An autoscaler writes both directions of its behavior, or none',
  check: (objects) =>
    objects.flatMap((object) => {
      if (!['HorizontalPodAutoscaler', 'ScaledObject'].includes(object.kind)) return [];
      const { behavior, advanced } = object['spec'] as ScalerSpec;
      const at = behavior === undefined ? 'spec.advanced.horizontalPodAutoscalerConfig.behavior' : 'spec.behavior';
      const written = Object.keys(behavior ?? advanced?.horizontalPodAutoscalerConfig?.behavior ?? {});
      const missing = DIRECTIONS.filter((direction) => !written.includes(direction));
      return missing.length === 1
        ? [
            {
              object: titleOf(object),
              field: `${at}.${missing[0] ?? ''}`,
              problem: 'is missing, and the other direction is written',
            },
          ]
        : [];
    }),
};

export const REPLICAS_RULES: readonly Rule[] = [UNOWNED, BEHAVIOR];
