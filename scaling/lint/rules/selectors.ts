import {
  sameNamespace,
  selects,
  selectorText,
  titleOf,
  type DisruptionBudget,
  type LabelSelector,
  type Manifest,
  type Workload,
} from '../../manifests';
import type { MetricSpec } from '../../hpa';
import type { EffectiveHpa, Hit, LintContext, Rule } from '../rule';

/** An HPA with the selector by which it finds its pods. */
interface Selecting {
  readonly hpa: EffectiveHpa;
  readonly workload: Workload;
  readonly selector: LabelSelector;
}

function selecting({ hpas }: LintContext): Selecting[] {
  return hpas.flatMap((hpa) => {
    const selector = hpa.workload?.selector;
    return hpa.workload === undefined || selector === undefined ? [] : [{ hpa, workload: hpa.workload, selector }];
  });
}

function isSameObject(one: Manifest, other: Manifest): boolean {
  return one.kind === other.kind && one.name === other.name && sameNamespace(one, other);
}

/** Whether the pods of a workload, in its namespace, are among those that a selector of another object takes. */
function takes(selector: LabelSelector, owner: Manifest, { pod, ...workload }: Workload): boolean {
  return sameNamespace(owner, workload) && selects(selector, pod.labels);
}

/** Other workloads whose pods an HPA counts as those of its target. */
function strangers({ workload, selector }: Selecting, { manifests }: LintContext): Workload[] {
  return manifests.workloads.filter(
    (other) => !isSameObject(other, workload) && !isTemplateOf(workload, other) && takes(selector, workload, other),
  );
}

/** A Rollout and the Deployment whose template it uses have the same labels, and only one of them has pods. */
function isTemplateOf(one: Workload, other: Workload): boolean {
  const refersTo = ({ templateOf }: Workload, { kind, name }: Workload): boolean =>
    templateOf?.kind === kind && templateOf.name === name;
  return refersTo(one, other) || refersTo(other, one);
}

/** Amounts per pod of metrics that are not measured in pods are divided by the count of the scale subresource: no pod is listed. */
function listsPods({ type, external, object }: MetricSpec): boolean {
  const target = external?.target ?? object?.target;
  return (type !== 'External' && type !== 'Object') || target?.averageValue === undefined;
}

const OVERLAP: Rule = {
  id: 'selector-overlap',
  severity: 'error',
  title: 'An HPA counts the pods of its target and no others',
  why: 'An HPA lists pods by the selector of its target, not by who made them. Pods of a canary, a worker or a Job that fit it count too: their usage, their missing requests and their missing metrics. One of them without a request stops the HPA, also when it has finished.',
  fix: 'Give each workload a label of its own, in the template and in the selector. (A selector cannot be changed in place: make a new Deployment.)',
  source:
    'Kubernetes v1.34, pkg/controller/podautoscaler/replica_calculator.go, GetResourceReplicas; docs, Deployments, "Selector" (do not overlap)',
  check: (context) =>
    selecting(context).flatMap((one): Hit[] => {
      const { hpa, workload, selector } = one;
      if (!(hpa.spec.metrics ?? []).some(listsPods)) return [];
      return strangers(one, context).map((other) => ({
        object: workload,
        path: 'spec.selector',
        message: `${selectorText(selector)} also takes the pods of ${titleOf(other)} (${labelsText(other, selector)}), which ${titleOf(hpa.object)} then counts as those of ${titleOf(workload)}${effectOf(hpa, other)}`,
      }));
    }),
};

/** The labels of a pod that a selector looks at. */
function labelsText({ pod: { labels } }: Workload, { matchLabels, matchExpressions }: LabelSelector): string {
  const keys = new Set([...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)]);
  const shared = Object.entries(labels).filter(([key]) => keys.has(key));
  return shared.length === 0 ? 'no label keeps them out' : shared.map(([key, value]) => `${key}=${value}`).join(', ');
}

/** A pod without a request ends the computation for all of them. */
function effectOf({ spec }: EffectiveHpa, { pod, runs }: Workload): string {
  const resource = (spec.metrics ?? []).find((metric) => metric.resource?.target.averageUtilization !== undefined)?.resource
    ?.name;
  const without =
    resource === undefined ? undefined : pod.containers.find(({ requestsMilli }) => requestsMilli[resource] === undefined);
  if (resource === undefined || without === undefined) return '';
  const when = runs === 'job' ? ', as long as one of them exists' : '';
  return `: nothing is scaled${when}, because container ${without.name} has no ${resource} request`;
}

const AMBIGUOUS: Rule = {
  id: 'ambiguous-selector',
  severity: 'error',
  title: 'No pod is counted by two HPAs',
  why: 'An HPA whose pods another HPA selects too reports AmbiguousSelector and scales nothing, whatever its metrics are. It happens to both.',
  fix: 'Give each workload a label of its own, in the template and in the selector, or keep one HPA.',
  source: 'Kubernetes v1.34, pkg/controller/podautoscaler/horizontal.go, validateAndParseSelector (from v1.27)',
  check: (context) => {
    const all = selecting(context);
    return all.flatMap((one): Hit[] =>
      all
        .filter((other) => other !== one && !isSameObject(other.workload, one.workload))
        .flatMap((other): Hit[] => {
          if (!sameNamespace(one.workload, other.workload)) return [];
          const shared = context.manifests.workloads.find(
            (workload) => takes(one.selector, one.workload, workload) && takes(other.selector, other.workload, workload),
          );
          if (shared === undefined) return [];
          const message = `counts pods of ${titleOf(shared)}, and so does ${titleOf(other.hpa.object)} (${selectorText(one.selector)}; ${selectorText(other.selector)}): AmbiguousSelector, neither scales`;
          return [{ object: one.hpa.object, path: 'spec.scaleTargetRef', message }];
        }),
    );
  },
};

const SERVICE_TAKES_JOBS: Rule = {
  id: 'service-takes-job-pods',
  severity: 'warning',
  title: 'A Service sends traffic to the pods that serve',
  why: 'A Service takes pods by labels. A Job’s pod that fits gets requests while it runs, and answers none of them.',
  fix: 'Give the pods of the Job other labels, or the Service a selector that they do not fit.',
  source: 'Kubernetes docs, Service, "Defining a Service"',
  check: ({ manifests }) =>
    manifests.services.flatMap((service): Hit[] => {
      const { selector } = service;
      if (selector === undefined) return [];
      const taken = manifests.workloads.filter((workload) => takes(selector, service, workload));
      const serving = taken.find(({ runs }) => runs === 'served');
      if (serving === undefined) return [];
      return taken
        .filter(({ runs, pod }) => runs === 'job' && pod.containers.every(({ ports }) => ports.length === 0))
        .map((job) => ({
          object: service,
          path: 'spec.selector',
          message: `${selectorText(selector)} takes the pods of ${titleOf(job)} beside those of ${titleOf(serving)}`,
        }));
    }),
};

const TWO_BUDGETS: Rule = {
  id: 'two-disruption-budgets',
  severity: 'warning',
  title: 'A pod has one disruption budget',
  why: 'The eviction API refuses pods that two budgets take: draining a node waits for ever.',
  fix: 'Keep one, or give the budgets selectors that share no pod.',
  source: 'Kubernetes v1.34, pkg/registry/core/pod/storage/eviction.go, Create',
  check: ({ manifests }) => {
    const takesPods = (budget: DisruptionBudget, workload: Workload): boolean =>
      budget.selector !== undefined && workload.runs === 'served' && takes(budget.selector, budget, workload);
    return manifests.workloads.flatMap((workload): Hit[] => {
      const [first, ...others] = manifests.disruptionBudgets.filter((budget) => takesPods(budget, workload));
      if (first === undefined) return [];
      return others
        .filter((budget) => !isSameObject(budget, first))
        .map((budget) => ({
          object: budget,
          path: 'spec.selector',
          message: `takes the pods of ${titleOf(workload)}, and so does ${titleOf(first)}: none of them can be evicted`,
        }));
    });
  },
};

export const SELECTOR_RULES: readonly Rule[] = [OVERLAP, AMBIGUOUS, SERVICE_TAKES_JOBS, TWO_BUDGETS];
