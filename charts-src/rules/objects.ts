import type { KubernetesObject } from '../../contract';
import type { Problem } from '../setting';
import { containersIn, isKnativeService, selects, titleOf, workloadsIn, type Labels } from './rendered';
import { objectRule, type Rule } from './rule';

const CLUSTER_SCOPED = ['Namespace'];

const NAMESPACED: Rule = objectRule(
  'namespace-explicit',
  'Every object says its namespace, unless it is in none',
  () => true,
  ({ kind, metadata }) => {
    const isInNone = CLUSTER_SCOPED.includes(kind);
    if (isInNone === (metadata.namespace === undefined)) return [];
    return [{ field: 'metadata.namespace', problem: isInNone ? `is refused by the API for a ${kind}` : 'is missing' }];
  },
);

const UNIQUE: Rule = {
  id: 'names-unique',
  title: 'No two manifests are the same object',
  check: (objects) => {
    const keyOf = ({ apiVersion, kind, metadata }: KubernetesObject) =>
      `${apiVersion}/${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
    const seen = new Set<string>();
    return objects.flatMap((object) => {
      const key = keyOf(object);
      if (!seen.has(key)) {
        seen.add(key);
        return [];
      }
      return [
        { object: titleOf(object), field: 'metadata.name', problem: 'is used twice; the second apply overwrites the first' },
      ];
    });
  },
};

interface ServiceSpec {
  readonly selector?: Labels;
  readonly ports?: readonly { readonly port: number; readonly targetPort?: number | string }[];
}

const SERVICE: Rule = objectRule(
  'service-reaches-pods',
  'A Service selects pods, and sends to a port that they open',
  (object) => object.kind === 'Service' && !isKnativeService(object),
  (service, all) => {
    const { selector = {}, ports = [] } = service['spec'] as ServiceSpec;
    const pods = workloadsIn(all).filter(
      ({ object, labels }) => object.metadata.namespace === service.metadata.namespace && selects(selector, labels),
    );
    if (Object.keys(selector).length === 0 || pods.length === 0)
      return [{ field: 'spec.selector', problem: 'selects no pods of these manifests' }];
    const open = pods.flatMap(({ pod }) => containersIn(pod).flatMap(({ container }) => container.ports ?? []));
    return ports.flatMap(({ port, targetPort = port }, index): Problem[] =>
      open.some(({ containerPort, name }) => containerPort === targetPort || name === targetPort)
        ? []
        : [{ field: `spec.ports[${index}].targetPort`, problem: `${targetPort} is no port of the pods` }],
    );
  },
);

const DRAIN: Rule = objectRule(
  'drained-before-stop',
  'Pods behind a Service pause before SIGTERM, until nothing is sent to them',
  (object) => object.kind === 'Deployment',
  (deployment, all) => {
    const workload = workloadsIn([deployment])[0];
    const isServed = all.some(
      (one) =>
        one.kind === 'Service' &&
        !isKnativeService(one) &&
        one.metadata.namespace === deployment.metadata.namespace &&
        selects((one['spec'] as ServiceSpec).selector ?? {}, workload?.labels ?? {}),
    );
    if (workload === undefined || !isServed) return [];
    const grace = workload.pod.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
    return containersIn(workload.pod).flatMap(({ at, container }): Problem[] => {
      const field = `spec.template.spec.${at}.lifecycle.preStop`;
      const { sleep, exec, httpGet } = container.lifecycle?.preStop ?? {};
      if (sleep === undefined && exec === undefined && httpGet === undefined) return [{ field, problem: 'has no action' }];
      return sleep !== undefined && sleep.seconds >= grace
        ? [{ field, problem: `sleeps ${sleep.seconds} s, not below the grace period of ${grace} s` }]
        : [];
    });
  },
);
/** The API's default for terminationGracePeriodSeconds. */
const DEFAULT_GRACE_SECONDS = 30;

interface RoleRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly verbs?: readonly string[];
}

const ROLE: Rule = objectRule(
  'role-without-wildcards',
  'A Role names what it allows, and allows nothing on Secrets',
  ({ kind }) => kind === 'Role' || kind === 'ClusterRole',
  (role) =>
    ((role['rules'] ?? []) as readonly RoleRule[]).flatMap((rule, index) => {
      const problems: Problem[] = [];
      for (const field of ['apiGroups', 'resources', 'verbs'] as const)
        if (rule[field]?.includes('*') === true)
          problems.push({ field: `rules[${index}].${field}`, problem: '* allows more than is needed' });
      if (rule.resources?.includes('secrets') === true)
        problems.push({ field: `rules[${index}].resources`, problem: 'secrets is not needed by any part of the lab' });
      return problems;
    }),
);

export const OBJECT_RULES: readonly Rule[] = [NAMESPACED, UNIQUE, SERVICE, DRAIN, ROLE];
