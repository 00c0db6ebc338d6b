import { apiResources } from '../api/resources';
import { ApiServer } from '../api/server';
import type { HostResources } from '../host-resources';
import { changeApi, type Changeable } from './change-api';
import type { EngineParts } from './parts';

/** Opens the read-only Kubernetes API over the parts of an engine, and the engine itself to `lab apply`. */
export function startApi(
  parts: EngineParts,
  { addresses, cgroups, runDir }: HostResources,
  engine: Changeable & { readonly onFault: (error: unknown) => void },
): Promise<ApiServer> {
  const { clock, store, events, workloads, jobs, sampler, autoscalers, inferenceServices, pods } = parts;
  return ApiServer.start({
    host: addresses.engine,
    clock,
    resources: apiResources({
      store,
      events,
      workloads,
      jobs,
      sampler,
      metricsOf: (pod) => autoscalers.metricsOf(pod.identity.uid),
      cpuEnforced: cgroups.cpu.enforced,
      pods: () => pods.list(),
      statusOf: (object) => autoscalers.statusOf(object) ?? inferenceServices.statusOf(object),
      further: autoscalers.resources(),
    }),
    changes: changeApi(engine, runDir),
    onFault: engine.onFault,
    podLog: (namespace, name, lines) => {
      const pod = pods.byName(namespace, name);
      return pod && `${pod.logTail(lines).join('\n')}\n`;
    },
  });
}
