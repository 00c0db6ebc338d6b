import {
  allowedDisruptions,
  evictableAtMinimum,
  guardedPods,
  leastPods,
  podRequestMilli,
  titleOf,
  type Manifest,
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
    case 'HTTPScaledObject':
      return 'spec.replicas.max';
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
    const together = atTheSameTime(needs);
    const sum = sumOf(together);
    if (sum <= hard) return [];
    const who = together.map(({ pods, total }) => `${pods.title} ${show(total)}`).join(', ');
    const message = `allows ${show(hard)}; at their maximum all need ${show(sum)} (${who})`;
    return [{ object: quota, path: `spec.hard.${key}`, message }];
  });
}

interface Need {
  readonly pods: ScaledPods;
  readonly each: number;
  readonly total: number;
}

function sumOf(needs: readonly Need[]): number {
  return needs.reduce((all, { total }) => all + total, 0);
}

/** CronJobs that start at different times do not add up: only the schedule that needs the most counts. */
function atTheSameTime(needs: readonly Need[]): Need[] {
  const steady = needs.filter(({ pods }) => scheduleOf(pods) === undefined);
  const schedules = [...new Set(needs.flatMap(({ pods }) => scheduleOf(pods) ?? []))];
  const starting = schedules.map((schedule) => needs.filter(({ pods }) => scheduleOf(pods) === schedule));
  const [largest = []] = starting.sort((one, other) => sumOf(other) - sumOf(one));
  return [...steady, ...largest];
}

function scheduleOf({ maker }: ScaledPods): string | undefined {
  return 'schedule' in maker && typeof maker.schedule === 'string' ? maker.schedule : undefined;
}

/** In the namespace of a quota. An object that leaves its namespace to others goes with a quota of its own folder. */
function isUnder(quota: ResourceQuota, { namespace, file }: Manifest): boolean {
  if (namespace !== undefined && quota.namespace !== undefined) return namespace === quota.namespace;
  return folderOf(file) === folderOf(quota.file);
}

function folderOf(file: string): string {
  return file.slice(0, Math.max(0, file.lastIndexOf('/')));
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
          pods.filter(({ maker }) => isUnder(quota, maker)),
        ),
      ),
};

function isJob({ kind }: Manifest): boolean {
  return kind.endsWith('Job');
}

const PDB_BLOCKS_DRAIN: Rule = {
  id: 'pdb-blocks-drain',
  severity: 'warning',
  title: 'A disruption budget lets one pod go at the minimum count',
  why: 'When no pod may be evicted, draining a node waits for ever: upgrades and the cluster autoscaler’s scale-down stop.',
  fix: 'Keep a minimum above minAvailable, or set maxUnavailable: 1.',
  source: 'Kubernetes v1.34, pkg/controller/disruption/disruption.go, getExpectedPodCount',
  check: ({ manifests, pods }) =>
    manifests.disruptionBudgets.flatMap((budget): Hit[] => {
      const selected = guardedPods(budget, pods);
      const evictable = evictableAtMinimum(budget, selected);
      if (evictable === undefined || evictable > 0) return [];
      // Pods of Jobs end by themselves: a drain waits for them, which is what such a budget is for.
      if (selected.every(({ maker }) => isJob(maker))) return [];
      const path = budget.maxUnavailable === undefined ? 'spec.minAvailable' : 'spec.maxUnavailable';
      const said = String(budget.maxUnavailable ?? budget.minAvailable);
      const scalers = selected.filter(({ scaler, maker }) => scaler !== maker).map(({ scaler }) => titleOf(scaler));
      const count = leastPods(selected);
      const minimum = selected.length === 1 ? 'its minimum' : 'their minimum together';
      const when = scalers.length === 0 ? `with ${count === 1 ? '1 pod' : `${count} pods`}` : `at ${minimum} of ${count}`;
      const by = scalers.length === 0 ? '' : ` (${scalers.join(', ')})`;
      const whose = `${selected.map(({ title }) => title).join(' and ')} may be evicted${by}`;
      return [{ object: budget, path, message: `is ${said}: ${when}, no pod of ${whose}` }];
    }),
};

const PDB_LETS_ALL_GO: Rule = {
  id: 'pdb-lets-all-go',
  severity: 'warning',
  title: 'A disruption budget keeps a pod',
  why: 'Where as many pods may be evicted as there are, a drain of their nodes takes the service down: the budget protects nothing.',
  fix: 'Set maxUnavailable below the minimum, for example 1, or minAvailable to at least 1.',
  source: 'Kubernetes v1.34, pkg/controller/disruption/disruption.go, getExpectedPodCount',
  check: ({ manifests, pods }) =>
    manifests.disruptionBudgets.flatMap((budget): Hit[] => {
      const selected = guardedPods(budget, pods).filter(({ maker }) => !isJob(maker));
      if (selected.length === 0) return [];
      const most = selected.reduce((sum, { maxPods = 0 }) => sum + maxPods, 0);
      // One pod has to be able to go, or its node could never be drained.
      const bare = [leastPods(selected), most].find((count) => count >= 2 && (allowedDisruptions(budget, count) ?? 0) >= count);
      if (bare === undefined) return [];
      const path = budget.maxUnavailable === undefined ? 'spec.minAvailable' : 'spec.maxUnavailable';
      const whose = selected.map(({ title }) => title).join(' and ');
      const message = `is ${budget.maxUnavailable ?? budget.minAvailable ?? ''}: with ${bare} pods of ${whose}, all ${bare} may be evicted at once`;
      return [{ object: budget, path, message }];
    }),
};

export const CAPACITY_RULES: readonly Rule[] = [MAX_EXCEEDS_QUOTA, PDB_BLOCKS_DRAIN, PDB_LETS_ALL_GO];
