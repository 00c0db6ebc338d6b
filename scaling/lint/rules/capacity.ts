import {
  podRequestMilli,
  sameNamespace,
  selects,
  titleOf,
  type DisruptionBudget,
  type ResourceQuota,
  type ScaledPods,
} from '../../manifests';
import { formatResource } from '../amounts';
import type { Hit, LintContext, Rule } from '../rule';

/** Which amount of a pod counts against a key of a quota; undefined for keys that count no pods. */
function perPodMilli(key: string, pods: ScaledPods): number | undefined {
  if (key === 'pods' || key === 'count/pods') return 1000;
  if (key === 'cpu' || key === 'memory') return podRequestMilli(pods.pod, key);
  const [, kind, resource] = /^(requests|limits)\.(.+)$/.exec(key) ?? [];
  if (resource === undefined || resource.includes('storage')) return undefined;
  return podRequestMilli(pods.pod, resource, kind === 'limits' ? 'limitsMilli' : 'requestsMilli');
}

/** Where the largest number of pods is written. */
function maxPath({ scaler, title }: ScaledPods): string {
  switch (scaler.kind) {
    case 'HorizontalPodAutoscaler':
      return 'spec.maxReplicas';
    case 'ScaledObject':
    case 'ScaledJob':
      return 'spec.maxReplicaCount';
    case 'Service':
      return 'spec.template.metadata.annotations.autoscaling.knative.dev/max-scale';
    case 'InferenceService':
      return `spec.${title.split(' ').at(-1) ?? 'predictor'}.maxReplicas`;
    default:
      return 'spec.replicas';
  }
}

function quotaHits(quota: ResourceQuota, inNamespace: readonly ScaledPods[]): Hit[] {
  return Object.entries(quota.hardMilli).flatMap(([key, hard]): Hit[] => {
    if (hard === undefined) return [];
    const needs = inNamespace.flatMap((pods) => {
      const each = perPodMilli(key, pods);
      return each === undefined || each === 0 || pods.maxPods === undefined ? [] : [{ pods, each, total: each * pods.maxPods }];
    });
    const show = (milli: number): string => formatResource(key, milli);
    const alone = needs.filter(({ total }) => total > hard);
    if (alone.length > 0) {
      return alone.map(({ pods, each, total }) => {
        const wanted = `${pods.maxPods ?? 0} pods of ${pods.title}`;
        const allowed = `ResourceQuota ${quota.name} allows ${show(hard)}`;
        const message = /pods$/.test(key)
          ? `${wanted}; ${allowed}`
          : `${wanted} need ${show(total)} of ${key}; ${allowed}, which is ${Math.floor(hard / each)} pods`;
        return { object: pods.scaler, path: maxPath(pods), message };
      });
    }
    const sum = needs.reduce((all, { total }) => all + total, 0);
    if (sum <= hard) return [];
    const who = needs.map(({ pods, total }) => `${pods.title} ${show(total)}`).join(', ');
    const message = `allows ${show(hard)}; at their maximum all need ${show(sum)} (${who})`;
    return [{ object: quota, path: `spec.hard.${key}`, message }];
  });
}

const MAX_EXCEEDS_QUOTA: Rule = {
  id: 'max-exceeds-quota',
  severity: 'error',
  title: 'The maximum fits the quota of the namespace',
  why: 'Pods above the quota are refused when they are created: the autoscaler asks for them, and at peak they do not come.',
  fix: 'Lower the maximum or the requests, or raise the quota.',
  source: 'Kubernetes docs, Resource Quotas; v1.34, pkg/quota/v1/evaluator/core/pods.go',
  check: ({ manifests, pods }: LintContext) =>
    manifests.quotas
      .filter(({ isScoped }) => !isScoped)
      .flatMap((quota) =>
        quotaHits(
          quota,
          pods.filter(({ maker }) => sameNamespace(maker, quota)),
        ),
      ),
};

/** Percentages of pods are rounded up. Kubernetes v1.34, pkg/controller/disruption/disruption.go, getExpectedPodCount. */
function countOf(value: number | string, pods: number): number | undefined {
  if (typeof value === 'number') return value;
  const percent = /^(\d{1,4})%$/.exec(value)?.[1];
  return percent === undefined ? undefined : Math.ceil((Number(percent) * pods) / 100);
}

/** Pods that may be evicted when there are so many; undefined when the budget says nothing readable. */
function allowedDisruptions({ minAvailable, maxUnavailable }: DisruptionBudget, pods: number): number | undefined {
  if (maxUnavailable !== undefined) return countOf(maxUnavailable, pods);
  const available = minAvailable === undefined ? undefined : countOf(minAvailable, pods);
  return available === undefined ? undefined : pods - available;
}

/** All served pods that a budget counts: it may cover several workloads. */
interface Covered {
  readonly budget: DisruptionBudget;
  /** `Deployment api and 2 others` */
  readonly title: string;
  readonly scaler: string;
  readonly least: number;
  /** undefined: nothing bounds it. */
  readonly most: number | undefined;
  /** Where the budget writes its number. */
  readonly path: string;
  readonly said: string;
}

function covered({ manifests, pods }: LintContext): Covered[] {
  return manifests.disruptionBudgets.flatMap((budget): Covered[] => {
    const { selector, minAvailable, maxUnavailable } = budget;
    if (selector === undefined) return [];
    const taken = pods.filter(
      ({ maker, pod }) => !/Job$/.test(maker.kind) && sameNamespace(budget, maker) && selects(selector, pod.labels),
    );
    const [first] = taken;
    if (first === undefined) return [];
    const others = taken.length === 1 ? '' : ` and ${taken.length - 1} other${taken.length === 2 ? '' : 's'}`;
    return [
      {
        budget,
        title: `${first.title}${others}`,
        scaler: titleOf(first.scaler),
        least: taken.reduce((sum, { minPods }) => sum + Math.max(minPods, 1), 0),
        most: taken.some(({ maxPods }) => maxPods === undefined)
          ? undefined
          : taken.reduce((sum, { maxPods = 0 }) => sum + maxPods, 0),
        path: maxUnavailable === undefined ? 'spec.minAvailable' : 'spec.maxUnavailable',
        said: String(maxUnavailable ?? minAvailable),
      },
    ];
  });
}

const PDB_BLOCKS_DRAIN: Rule = {
  id: 'pdb-blocks-drain',
  severity: 'warning',
  title: 'A disruption budget lets one pod go at the minimum count',
  why: 'When no pod may be evicted, draining a node waits for ever: upgrades and the cluster autoscaler’s scale-down stop.',
  fix: 'Keep a minimum above minAvailable, or set maxUnavailable: 1.',
  source: 'Kubernetes v1.34, pkg/controller/disruption/disruption.go, getExpectedPodCount',
  check: (context) =>
    covered(context).flatMap(({ budget, title, scaler, least, path, said }): Hit[] => {
      const allowed = allowedDisruptions(budget, least);
      if (allowed === undefined || allowed > 0) return [];
      const message = `is ${said}: at its minimum of ${least}, no pod of ${title} may be evicted (${scaler})`;
      return [{ object: budget, path, message }];
    }),
};

const PDB_LETS_ALL_GO: Rule = {
  id: 'pdb-lets-all-go',
  severity: 'warning',
  title: 'A disruption budget keeps a pod',
  why: 'Where as many pods may be evicted as there are, a drain of their nodes takes the service down: the budget protects nothing.',
  fix: 'Set maxUnavailable below the minimum, for example 1, or minAvailable to at least 1.',
  source: 'Kubernetes v1.34, pkg/controller/disruption/disruption.go, getExpectedPodCount',
  check: (context) =>
    covered(context).flatMap(({ budget, title, least, most, path, said }): Hit[] => {
      // One pod has to be able to go, or its node could never be drained.
      const counts = [least, ...(most === undefined ? [] : [most])].filter((count) => count >= 2);
      const bare = counts.find((count) => (allowedDisruptions(budget, count) ?? 0) >= count);
      if (bare === undefined) return [];
      const message = `is ${said}: with ${bare} pods of ${title}, all ${bare} may be evicted at once`;
      return [{ object: budget, path, message }];
    }),
};

export const CAPACITY_RULES: readonly Rule[] = [MAX_EXCEEDS_QUOTA, PDB_BLOCKS_DRAIN, PDB_LETS_ALL_GO];
