import { sameNamespace, selects, type Manifests, type ScaledPods } from '../../manifests';
import type { SideModel } from './side-model';

/**
 * Why nobody is known to send requests to some pods; undefined when somebody may. Something that pulls its work (a queue consumer) is
 * no web server: requests that wait for a pod are not what happens to it.
 */
export function whyNoRequests({ work, autoscaler }: SideModel, pods: ScaledPods, manifests: Manifests): string | undefined {
  const { maker, pod } = pods;
  const isToldByMetric = autoscaler.kind === 'keda' || autoscaler.kind === 'kpa';
  if (work === 'jobs' || isToldByMetric || !manifests.workloads.some((workload) => workload === maker)) return undefined;
  if (pod.containers.some(({ ports }) => ports.length > 0) || hasService(pods, manifests)) return undefined;
  return 'no Service in these manifests sends it requests and it opens no port, so it is probably a worker; a queue is not known';
}

function hasService({ maker, pod }: ScaledPods, { services }: Manifests): boolean {
  return services.some(
    (service) => service.selector !== undefined && sameNamespace(service, maker) && selects(service.selector, pod.labels),
  );
}
