import type { MetricSpec } from '../../hpa';
import { isResourceTrigger, leastReplicas } from '../../keda';
import { podGpus, utilizationBaseMilli, withoutRequest, type Pod } from '../../manifests';
import type { EffectiveHpa, Hit, Rule } from '../rule';

const UTILIZATION_WITHOUT_REQUESTS: Rule = {
  id: 'utilization-without-requests',
  severity: 'error',
  title: 'A utilization target needs a request on every container of the pod',
  why: 'Utilization is usage divided by requests. One container without a request (often a sidecar) makes the metric fail for the whole pod, and the HPA stops scaling.',
  fix: 'Give every container a request for that resource, or use a ContainerResource metric on the one that matters.',
  source: 'Kubernetes v1.34, pkg/controller/podautoscaler/replica_calculator.go, calculatePodRequests',
  check: ({ hpas }) =>
    hpas.flatMap(({ object, spec, pod, metricPath }) =>
      (spec.metrics ?? []).flatMap((metric, index): Hit[] => {
        const message = pod && requestProblem(metric, pod);
        return message === undefined ? [] : [{ object, path: metricPath(index), message }];
      }),
    ),
};

function requestProblem({ type, resource, containerResource }: MetricSpec, pod: Pod): string | undefined {
  if (type === 'Resource' && resource?.target.averageUtilization !== undefined) {
    const without = withoutRequest(pod, resource.name);
    if (without.length === 0 || utilizationBaseMilli(pod, resource.name) !== undefined) return undefined;
    return `${resource.name} utilization cannot be computed: no ${resource.name} request on ${without.join(', ')}`;
  }
  if (type === 'ContainerResource' && containerResource !== undefined) {
    const container = pod.containers.find(({ name }) => name === containerResource.container);
    if (container === undefined) return `there is no container ${containerResource.container} in the pods it moves`;
    const needed = containerResource.target.averageUtilization !== undefined;
    if (!needed || container.requestsMilli[containerResource.name] !== undefined) return undefined;
    return `${containerResource.name} utilization cannot be computed: container ${container.name} has no ${containerResource.name} request`;
  }
  return undefined;
}

function isPodResource({ type }: MetricSpec): boolean {
  return type === 'Resource' || type === 'ContainerResource';
}

const ZERO_WITH_CPU_ONLY: Rule = {
  id: 'zero-with-cpu-only',
  severity: 'error',
  title: 'A workload that scales to zero has a metric that exists without pods',
  why: 'CPU and memory are measured in pods. With no pods there is nothing to measure, so nothing would ever start again.',
  fix: 'Add an external metric (queue length, requests at the ingress), or keep a minimum of 1.',
  source:
    'Kubernetes v1.34, pkg/apis/autoscaling/validation/validation.go, validateMetrics; KEDA scaledobject_webhook.go, verifyCPUMemoryScalers',
  check: ({ manifests }) => [
    ...manifests.hpas
      .filter(({ spec }) => spec.minReplicas === 0 && (spec.metrics ?? []).every(isPodResource))
      .map((object) => ({ object, path: 'spec.metrics', message: 'has only metrics of pods, and minReplicas is 0' })),
    ...manifests.scaledObjects
      .filter(({ scaledObject: { spec } }) => {
        const onlyResource = spec.triggers.length > 0 && spec.triggers.every(isResourceTrigger);
        return onlyResource && leastReplicas(spec) <= 0;
      })
      .map((object) => ({
        object,
        path: 'spec.minReplicaCount',
        message: 'is 0 (or not set), and the triggers are only cpu or memory',
      })),
  ],
};

function isCpu({ resource, containerResource }: MetricSpec): boolean {
  return resource?.name === 'cpu' || containerResource?.name === 'cpu';
}

const CPU_ON_ACCELERATOR: Rule = {
  id: 'cpu-metric-on-gpu-or-io-bound',
  severity: 'warning',
  title: 'Pods that wait for a GPU or for others are not scaled on CPU',
  why: 'CPU stays low while the GPU, or the service that they call, is the bottleneck: requests queue up and nothing is scaled.',
  fix: 'Scale on requests in flight, queue length, or a metric of the accelerator.',
  source: 'KServe docs, "Autoscale InferenceService with LLM metrics"; NVIDIA DCGM exporter, DCGM_FI_DEV_GPU_UTIL',
  check: ({ hpas }) =>
    hpas.flatMap((hpa): Hit[] => {
      const metrics = hpa.spec.metrics ?? [];
      const cpu = metrics.findIndex(isCpu);
      if (cpu < 0 || !metrics.every(isPodResource)) return [];
      const reason = waitsFor(hpa);
      return reason === undefined
        ? []
        : [{ object: hpa.object, path: hpa.metricPath(cpu), message: `scales on CPU, but ${reason}` }];
    }),
};

const GPU_SERVER = /(^|[/:_-])(vllm|text-generation-inference|tensorrt-?llm|sglang|tritonserver|huggingfaceserver.*gpu)/i;
const IO_WORKER = /^(gevent|eventlet)$/;

function waitsFor({ object, pod, metricPath }: EffectiveHpa): string | undefined {
  if (pod === undefined) return undefined;
  if (podGpus(pod) > 0) return `each pod has ${podGpus(pod)} GPU, which does the work`;
  if (object.kind === 'InferenceService' && metricPath(0) === 'spec.transformer')
    return 'a transformer waits for its predictor most of the time';
  const server = pod.containers.find(({ image, commandLine }) =>
    [image, ...commandLine.slice(0, 4)].some((text) => GPU_SERVER.test(text)),
  );
  if (server !== undefined) return `${server.image === '' ? server.name : server.image} does its work on a GPU`;
  const waiting = pod.containers.find(({ commandLine }) => commandLine.some((text) => IO_WORKER.test(text)));
  return waiting === undefined
    ? undefined
    : `container ${waiting.name} runs workers that are made for waiting (${waiting.commandLine.find((text) => IO_WORKER.test(text)) ?? ''})`;
}

export const METRICS_RULES: readonly Rule[] = [UTILIZATION_WITHOUT_REQUESTS, ZERO_WITH_CPU_ONLY, CPU_ON_ACCELERATOR];
