import { injectedContainers, requestOf, sameNamespace, type InjectedContainer } from '../../manifests';
import { formatResource } from '../amounts';
import type { EffectiveHpa, Hit, LintContext, Rule } from '../rule';

/** A metric that divides by the requests of all containers, and a container that somebody injects among them. */
interface Shared {
  readonly hpa: EffectiveHpa;
  readonly path: string;
  readonly resource: string;
  readonly percent: number;
  readonly injected: InjectedContainer;
}

function shared({ hpas, manifests }: LintContext): Shared[] {
  return hpas.flatMap((hpa) => {
    const { pod, object } = hpa;
    if (pod === undefined) return [];
    const named = object.namespace;
    const namespace = manifests.namespaces.find((one) => one.name === named && sameNamespace(one, object));
    const only = named === undefined && manifests.namespaces.length === 1 ? manifests.namespaces[0] : undefined;
    const injected = injectedContainers(pod, namespace ?? only);
    return (hpa.spec.metrics ?? []).flatMap(({ resource }, index) => {
      const percent = resource?.target.averageUtilization;
      if (resource === undefined || percent === undefined) return [];
      return injected.map((one) => ({ hpa, path: hpa.metricPath(index), resource: resource.name, percent, injected: one }));
    });
  });
}

const WITHOUT_REQUEST: Rule = {
  id: 'injected-sidecar-without-request',
  severity: 'warning',
  title: 'A sidecar that is injected has a request where utilization is the target',
  why: 'Utilization is usage divided by the requests of all containers of the pod, injected ones too. One without a request makes the metric fail (missing request for cpu in container …) and the HPA stops scaling, although nothing in the manifests looks wrong.',
  fix: 'Set the request by the annotation that the message names, or use a ContainerResource metric on your own container.',
  source:
    'Kubernetes v1.34, pkg/controller/podautoscaler/replica_calculator.go, calculatePodRequests; dapr/dapr#7813; defaults of each injector',
  check: (context) =>
    shared(context)
      .filter(({ injected, resource }) => injected.requestsMilli !== 'elsewhere' && requestOf(injected, resource) === undefined)
      .map(({ hpa, path, resource, injected }): Hit => {
        const annotation = resource === 'memory' ? injected.requestAnnotation.memory : injected.requestAnnotation.cpu;
        const remedy = annotation === '' ? '' : `; set ${annotation} on the pods`;
        const message = `${resource} utilization cannot be computed: ${injected.injector} injects container ${injected.name} (${injected.askedBy}) without a ${resource} request${remedy}`;
        return { object: hpa.object, path, message };
      }),
};

const COUNTS_TOO: Rule = {
  id: 'injected-sidecar-counts-too',
  severity: 'note',
  title: 'The percentage is meant to include the sidecar that is injected',
  why: 'Usage and requests of injected containers count in the utilization of the pod: a busy or an idle proxy bends it. Where the injector’s installation decides on the request, the manifests cannot tell whether there is one.',
  fix: 'Use a ContainerResource metric on your own container, or set the percentage for the pod as a whole.',
  source: 'Kubernetes v1.34, pkg/controller/podautoscaler/replica_calculator.go, calculatePodRequests; defaults of each injector',
  check: (context) =>
    shared(context).flatMap(({ hpa, path, resource, percent, injected }): Hit[] => {
      if (injected.requestsMilli === 'elsewhere') {
        const message = `${injected.askedBy} asks for a container that is injected; without a ${resource} request on it ${resource} utilization cannot be computed (not judged: ${injected.injector} decides on it)`;
        return [{ object: hpa.object, path, message }];
      }
      const request = requestOf(injected, resource);
      const own = (hpa.pod?.containers ?? []).reduce((sum, { requestsMilli }) => sum + (requestsMilli[resource] ?? 0), 0);
      if (request === undefined || own === 0) return [];
      const total = formatResource(resource, own + request);
      const message = `is ${percent} % of ${total}, not of ${formatResource(resource, own)}: ${injected.injector} injects container ${injected.name} (${injected.askedBy}) with a request of ${formatResource(resource, request)}`;
      return [{ object: hpa.object, path, message }];
    }),
};

export const INJECTED_RULES: readonly Rule[] = [WITHOUT_REQUEST, COUNTS_TOO];
