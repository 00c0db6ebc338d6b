import { memoryBytes, cpuMillis } from '../../contract';
import { BENCHMARK_LABEL } from '../pod/labels';
import type { Problem } from '../setting';
import { GPU_RESOURCE } from '../quantities';
import { containersIn, type RenderedContainer, type RenderedPodSpec, type RenderedProbe } from './rendered';
import { containerRule, podRule, workloadRule, type Rule } from './rule';

const AMOUNT_OF = { cpu: cpuMillis, memory: memoryBytes } as const;

const RESOURCES: Rule = containerRule(
  'resources-bounded',
  'Every container says its requests and limits',
  ({ resources = {} }) => {
    const problems: Problem[] = [];
    for (const resource of ['cpu', 'memory'] as const) {
      const amount = AMOUNT_OF[resource];
      const request = resources.requests?.[resource];
      const limit = resources.limits?.[resource];
      if (request === undefined) problems.push({ field: `resources.requests.${resource}`, problem: 'is missing' });
      if (limit === undefined) problems.push({ field: `resources.limits.${resource}`, problem: 'is missing' });
      if (request !== undefined && limit !== undefined && (amount(request) ?? 0) > (amount(limit) ?? Infinity))
        problems.push({ field: `resources.requests.${resource}`, problem: `${request} is above the limit ${limit}` });
    }
    return problems;
  },
);

const GPUS: Rule = containerRule(
  'gpus-whole',
  'GPUs are requested and limited alike, in whole numbers',
  ({ resources: { requests, limits } = {} }) => {
    const request = requests?.[GPU_RESOURCE];
    const limit = limits?.[GPU_RESOURCE];
    const isGiven = (request === undefined && limit === undefined) || (limit !== undefined && /^\d+$/.test(limit));
    if (isGiven && (request ?? limit) === limit) return [];
    const field = `resources.limits.${GPU_RESOURCE}`;
    return [{ field, problem: `${limit ?? 'unset'} with a request of ${request ?? 'unset'} is refused by the API` }];
  },
);

const PROBES: Rule = containerRule(
  'probes-set',
  'Every server has startup, readiness and liveness probes',
  (container, { isJob }) =>
    isJob
      ? []
      : (['startupProbe', 'readinessProbe', 'livenessProbe'] as const)
          .filter((probe) => container[probe] === undefined)
          .map((probe) => ({ field: probe, problem: 'is missing' })),
);

const PROBE_PORTS: Rule = containerRule('probe-port-open', 'Probes ask a port that the container names', (container) =>
  (['startupProbe', 'readinessProbe', 'livenessProbe'] as const).flatMap((name) => {
    const port = portOf(container[name]);
    return port === undefined || isOpen(container, port)
      ? []
      : [{ field: name, problem: `asks port ${port}, which is not among ports` }];
  }),
);

function portOf(probe: RenderedProbe | undefined): number | string | undefined {
  return probe?.httpGet?.port ?? probe?.tcpSocket?.port;
}

function isOpen(container: RenderedContainer, port: number | string): boolean {
  return (container.ports ?? []).some(({ containerPort, name }) => containerPort === port || name === port);
}

const THREADS: Rule = containerRule(
  'threads-within-limit',
  'Inference threads of all model instances add up to the whole cores of the CPU limit',
  ({ env = [], resources }) =>
    env.flatMap(({ name, value }, index) => {
      if (name !== 'ORT_INTRA_OP_NUM_THREADS') return [];
      const cores = Math.max(1, Math.floor((cpuMillis(resources?.limits?.['cpu'] ?? '') ?? 0) / 1000));
      const threads = Number(value);
      const instanceCount = env.find((other) => other.name === 'INSTANCE_COUNT')?.value;
      const instances = instanceCount === undefined ? undefined : Number(instanceCount);
      const each = instances === undefined ? '' : `${instances} times `;
      // Instances of two threads leave one of three cores free; a single session leaves none.
      const spare = instances === undefined ? 0 : threads - 1;
      const used = threads * (instances ?? 1);
      return used <= cores && cores - used <= spare
        ? []
        : [
            {
              field: `env[${index}].value`,
              problem: `${each}${value ?? 'unset'} threads is not ${cores}, the whole cores of the limit`,
            },
          ];
    }),
);

const MOUNTS: Rule = podRule(
  'volumes-mounted',
  'Mounts and volumes match, and every container can write to /tmp',
  ({ pod, object }) => {
    const claims =
      (object['spec'] as { volumeClaimTemplates?: readonly { metadata: { name: string } }[] }).volumeClaimTemplates ?? [];
    const known = [...(pod.volumes ?? []).map(({ name }) => name), ...claims.map(({ metadata }) => metadata.name)];
    return containersIn(pod).flatMap(({ at, container: { volumeMounts = [] } }) => {
      const problems: Problem[] = volumeMounts
        .filter(({ name }) => !known.includes(name))
        .map(({ name }) => ({ field: `${at}.volumeMounts`, problem: `${name} is no volume of the pod` }));
      if (!volumeMounts.some(({ mountPath }) => mountPath === '/tmp'))
        problems.push({ field: `${at}.volumeMounts`, problem: 'has nothing at /tmp, and the root file system is read-only' });
      return problems;
    });
  },
);

const SELECTOR: Rule = workloadRule(
  'selector-matches-template',
  'A workload selects the pods it makes',
  ({ object, selector, labels }) => {
    if (object.kind !== 'Deployment' && object.kind !== 'StatefulSet') return [];
    if (selector === undefined || Object.keys(selector).length === 0)
      return [{ field: 'spec.selector.matchLabels', problem: 'is empty' }];
    return Object.entries(selector)
      .filter(([key, value]) => labels[key] !== value)
      .map(([key, value]) => ({
        field: 'spec.selector.matchLabels',
        problem: `${key}=${value} is not a label of the pod template (${labels[key] ?? 'unset'})`,
      }));
  },
);

interface JobSpec {
  readonly backoffLimit?: number;
  readonly ttlSecondsAfterFinished?: number;
  readonly activeDeadlineSeconds?: number;
  readonly template: { readonly spec: RenderedPodSpec };
}

const RESULT_JOB: Rule = workloadRule(
  'benchmark-runs-once',
  'A benchmark Job runs once, ends, and stays until its result is read',
  ({ object, isJob, labels }) => {
    if (!isJob) return [];
    const spec = object['spec'] as JobSpec;
    const problems: Problem[] = [];
    if (spec.backoffLimit !== 0)
      problems.push({
        field: 'spec.backoffLimit',
        problem: `${spec.backoffLimit ?? 'unset'} is not 0: a second run measures another state`,
      });
    if (spec.ttlSecondsAfterFinished !== undefined)
      problems.push({ field: 'spec.ttlSecondsAfterFinished', problem: 'removes the Job before its result is read' });
    if (spec.activeDeadlineSeconds === undefined)
      problems.push({ field: 'spec.activeDeadlineSeconds', problem: 'is missing, so a stuck run never ends' });
    if (spec.template.spec.restartPolicy !== 'Never')
      problems.push({
        field: 'spec.template.spec.restartPolicy',
        problem: `${spec.template.spec.restartPolicy ?? 'unset'} is not Never`,
      });
    if (labels[BENCHMARK_LABEL] !== 'true')
      problems.push({
        field: 'spec.template.metadata.labels',
        problem: `lacks ${BENCHMARK_LABEL}=true, which network policies look for`,
      });
    return problems;
  },
);

export const WORKLOAD_RULES: readonly Rule[] = [RESOURCES, GPUS, PROBES, PROBE_PORTS, THREADS, MOUNTS, SELECTOR, RESULT_JOB];
