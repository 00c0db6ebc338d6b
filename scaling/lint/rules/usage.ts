import { milliValue } from '../../../contract/quantity';
import { DEFAULT_CONTROLLER_SETTINGS, type MetricSpec, type MetricTarget } from '../../hpa';
import { injectedContainers, type Pod } from '../../manifests';
import { formatResource } from '../amounts';
import { fixedHeap } from '../heap';
import type { EffectiveHpa, Hit, LintContext, Rule } from '../rule';

/** A target for CPU or memory as an amount: what all pods use on average when the HPA is content. */
interface UsageTarget {
  readonly hpa: EffectiveHpa;
  readonly pod: Pod;
  readonly path: string;
  readonly resource: string;
  /** The containers that are measured. */
  readonly containers: Pod['containers'];
  readonly targetMilli: number;
  /** As it is written: `80 %`, or an amount. */
  readonly said: string;
}

function usageTargets({ hpas }: LintContext): UsageTarget[] {
  return hpas.flatMap((hpa) =>
    (hpa.spec.metrics ?? []).flatMap((metric, index): UsageTarget[] => {
      const target = hpa.pod && usageTarget(metric, hpa.pod);
      return hpa.pod === undefined || target === undefined ? [] : [{ ...target, hpa, pod: hpa.pod, path: hpa.metricPath(index) }];
    }),
  );
}

type Amounts = Pick<UsageTarget, 'resource' | 'containers' | 'targetMilli' | 'said'>;

function usageTarget({ resource, containerResource }: MetricSpec, pod: Pod): Amounts | undefined {
  const source = resource ?? containerResource;
  if (source === undefined) return undefined;
  const containers = pod.containers.filter(({ name }) => containerResource === undefined || name === containerResource.container);
  const amount = targetAmount(source.target, source.name, containers);
  return amount === undefined ? undefined : { resource: source.name, containers, ...amount };
}

/** Undefined where a container without a request leaves a percentage without a meaning. */
function targetAmount(
  { averageUtilization, averageValue }: MetricTarget,
  resource: string,
  containers: Pod['containers'],
): Pick<UsageTarget, 'targetMilli' | 'said'> | undefined {
  if (averageUtilization === undefined) {
    const targetMilli = averageValue === undefined ? undefined : milliValue(averageValue);
    return targetMilli === undefined
      ? undefined
      : { targetMilli, said: `an average of ${formatResource(resource, targetMilli)}` };
  }
  const requested = sumOf(containers, 'requestsMilli', resource);
  if (requested === undefined) return undefined;
  const said = `${averageUtilization} % of ${formatResource(resource, requested)}`;
  return { targetMilli: (requested * averageUtilization) / 100, said };
}

/** Undefined when one of them has no amount. */
function sumOf(containers: Pod['containers'], kind: 'requestsMilli' | 'limitsMilli', resource: string): number | undefined {
  const amounts = containers.map((container) => container[kind][resource]);
  if (amounts.length === 0 || amounts.includes(undefined)) return undefined;
  return amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0);
}

const ABOVE_LIMIT: Rule = {
  id: 'target-above-limit',
  severity: 'error',
  title: 'Usage can pass the target before the limit holds it',
  why: 'The HPA adds pods when usage is more than 10 % (its tolerance) above the target. Where the limits of the containers are below that, CPU is throttled, or memory ends the process, before a pod is added: it never scales up.',
  fix: 'Lower the target, or raise the limit above it. (With limits equal to requests a target of 90 % or less works.)',
  source:
    'Kubernetes v1.34, pkg/controller/podautoscaler/replica_calculator.go, GetResourceReplicas; docs, Resource Management for Pods and Containers',
  check: (context) =>
    usageTargets(context).flatMap(({ hpa, pod, path, resource, containers, targetMilli, said }): Hit[] => {
      const limit = sumOf(containers, 'limitsMilli', resource);
      const isInjected = injectedContainers(pod, undefined).length > 0 && containers.length > 1;
      const requested = sumOf(containers, 'requestsMilli', resource);
      // A request above the limit is refused, which is another finding.
      if (limit === undefined || isInjected || targetMilli <= 0 || (requested ?? 0) > limit) return [];
      const written = hpa.spec.behavior?.scaleUp?.tolerance;
      const tolerance = (written === undefined ? undefined : milliValue(written)) ?? DEFAULT_CONTROLLER_SETTINGS.tolerance * 1000;
      if (limit > targetMilli * (1 + tolerance / 1000)) return [];
      const limits = formatResource(resource, limit);
      const because = limit < targetMilli ? 'below it' : `within the tolerance of ${tolerance / 10} % above it`;
      const message = `is ${said}; the limit of ${limits} is ${because}, so usage never passes the target and no pod is ever added`;
      return [{ object: hpa.object, path, message }];
    }),
};

/** What a process uses that does nothing but its timers, probes and garbage collection. */
const IDLE_CPU_MILLI = 25;

const FEW_MILLICORES: Rule = {
  id: 'cpu-target-of-few-millicores',
  severity: 'warning',
  title: 'The CPU target is more than an idle process uses',
  why: 'A percentage of a tiny request is a tiny amount. Probes, timers and garbage collection alone pass it: the count goes to the maximum and stays there without any load.',
  fix: 'Request what a pod needs under load, and keep the percentage.',
  source: 'Kubernetes v1.34, pkg/controller/podautoscaler/metrics/utilization.go, GetResourceUtilizationRatio',
  check: (context) =>
    usageTargets(context)
      .filter(({ resource, targetMilli }) => resource === 'cpu' && targetMilli > 0 && targetMilli <= IDLE_CPU_MILLI)
      .map(({ hpa, path, said, targetMilli }) => ({
        object: hpa.object,
        path,
        message: `is ${said}, ${Number(targetMilli.toFixed(1))} millicores: an idle process uses as much, so ${hpa.spec.maxReplicas} pods run without load`,
      })),
};

const HEAP_ABOVE_TARGET: Rule = {
  id: 'heap-above-memory-target',
  severity: 'warning',
  title: 'A memory target leaves room for the heap that the command fixes',
  why: 'The JVM takes its initial heap at the start and rarely gives a grown heap back. With a heap above the target the pods are above it without any load: the count goes to the maximum and stays there.',
  fix: 'Scale on CPU, concurrency or a queue, or set the target above the heap plus what the JVM needs beside it.',
  source: 'kubernetes/kubernetes#28986; Java SE docs, java command, -Xms and -Xmx',
  check: (context) =>
    usageTargets(context).flatMap(({ hpa, path, resource, containers, targetMilli, said }): Hit[] => {
      if (resource !== 'memory') return [];
      const heaps = containers.flatMap((container) => fixedHeap(container) ?? []);
      const [initial, largest] = [
        heaps.map(({ initialBytes }) => initialBytes),
        heaps.map(({ largestBytes }) => largestBytes),
      ].map((all) => all.reduce((sum, bytes) => sum + bytes, 0) * 1000);
      const options = heaps.map((heap) => heap.option).join(', ');
      if ((initial ?? 0) >= targetMilli) {
        const message = `is ${said}; ${options} takes ${formatResource(resource, initial ?? 0)} at the start: above the target without load, so always ${hpa.spec.maxReplicas} pods`;
        return [{ object: hpa.object, path, message }];
      }
      if ((largest ?? 0) < targetMilli) return [];
      const message = `is ${said}; the heap may grow to ${formatResource(resource, largest ?? 0)} (${options}), and it does not shrink when load falls: the count stays up`;
      return [{ object: hpa.object, path, message }];
    }),
};

const MEMORY_STAYS: Rule = {
  id: 'memory-does-not-fall',
  severity: 'note',
  title: 'Memory as a metric falls when load does',
  why: 'Most runtimes keep the memory that they once took. The largest of all metrics counts, so one that stays high keeps the count high, whatever CPU says: pods are added and not removed.',
  fix: 'Scale on CPU, concurrency or a queue; leave memory to requests and limits. Ignore the rule where memory was seen to fall.',
  source: 'Kubernetes v1.34, pkg/controller/podautoscaler/horizontal.go, computeReplicasForMetrics; kubernetes/kubernetes#28986',
  check: (context) => {
    const heaps = new Set(HEAP_ABOVE_TARGET.check(context).map(({ object }) => object));
    return usageTargets(context)
      .filter(({ resource, hpa }) => resource === 'memory' && !heaps.has(hpa.object))
      .map(({ hpa, path, said }) => ({
        object: hpa.object,
        path,
        message: `is ${said}: memory that a process keeps after a peak holds the count up${(hpa.spec.metrics ?? []).length > 1 ? ', whatever the other metrics say' : ''}`,
      }));
  },
};

/** Names of metrics that count what waits; rates, ages and shares are not counts. */
const BACKLOG =
  /queue|messages|backlog|pending|waiting|undelivered|unacked|unprocessed|outstanding|inflight|in_flight|(^|[_.\-/|])(lag|depth|jobs|tasks)($|[_.\-/|])/i;
const NO_COUNT = /rate|per_?second|ratio|percent|utili[sz]ation|latency|duration|seconds|(^|[_-])age($|[_-])|bytes/i;

const VALUE_ON_QUEUE: Rule = {
  id: 'value-target-on-queue',
  severity: 'warning',
  title: 'What waits in a queue is divided among the pods',
  why: 'With type Value the count is multiplied by queue length over target on every sync. The queue does not shrink as fast as pods start, so 3 pods become 6, 12, 24 up to the maximum while the queue stays the same.',
  fix: 'Use type AverageValue with what one pod is to have waiting.',
  source:
    'Kubernetes v1.34, pkg/controller/podautoscaler/replica_calculator.go, getUsageRatioReplicaCount; docs, algorithm details',
  check: ({ hpas }) =>
    hpas.flatMap(({ object, spec, metricPath }) =>
      (spec.metrics ?? []).flatMap(({ external, object: ofObject }, index): Hit[] => {
        const source = external ?? ofObject;
        if (source?.target.value === undefined || source.target.averageValue !== undefined) return [];
        const { name } = source.metric;
        if (!BACKLOG.test(name) || NO_COUNT.test(name)) return [];
        const message = `${name} counts what waits, and has type Value: each sync multiplies the pods by its value over ${source.target.value}, up to ${spec.maxReplicas}; AverageValue is meant`;
        return [{ object, path: metricPath(index), message }];
      }),
    ),
};

export const USAGE_RULES: readonly Rule[] = [ABOVE_LIMIT, FEW_MILLICORES, HEAP_ABOVE_TARGET, MEMORY_STAYS, VALUE_ON_QUEUE];
