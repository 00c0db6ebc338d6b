import type { MetricSpec } from '../../hpa';
import { onlyRecommends, sameNamespace, setsRequest, titleOf, type Manifest, type VerticalAutoscaler } from '../../manifests';
import type { EffectiveHpa, Hit, LintContext, Rule } from '../rule';

const SOURCE = 'VPA 1.7.1, docs/known-limitations.md and pkg/apis/autoscaling.k8s.io/v1/types.go';

const SAME_RESOURCE: Rule = {
  id: 'vpa-and-hpa-same-resource',
  severity: 'warning',
  title: 'A VerticalPodAutoscaler does not set what an HPA divides by',
  why: 'A Utilization target is a share of the request. When the VPA raises the request the same load needs fewer pods, which are then busier, which raises the request: the two feed each other.',
  fix: 'Let the VPA set other resources only (controlledResources), set updateMode: "Off", or scale on an AverageValue or a metric of the load.',
  source: `${SOURCE}; kubernetes/autoscaler#6247`,
  check: (context) =>
    context.manifests.verticalAutoscalers.flatMap((vpa): Hit[] => {
      const fed = hpasOn(vpa, context).flatMap((hpa) => {
        const resource = sharedResource(vpa, hpa);
        return resource === undefined ? [] : [{ hpa, resource }];
      });
      return fed.map(({ hpa, resource }) => ({
        object: vpa,
        path: 'spec.targetRef',
        message: `sets the ${resource} requests (mode ${vpa.updateMode}) that ${titleOf(hpa.object)} takes its ${resource} utilization of`,
      }));
    }),
};

/** The HPAs, whoever makes them, on what a VerticalPodAutoscaler sets the requests of. */
function hpasOn(vpa: VerticalAutoscaler, { hpas, manifests }: LintContext): EffectiveHpa[] {
  return hpas.filter(({ object, spec }) => {
    const target = spec.scaleTargetRef;
    if (target !== undefined)
      return target.kind === vpa.targetKind && target.name === vpa.targetName && sameNamespace(object, vpa);
    return manifests.knativeServices.some((service) => service === object && isDeploymentOf(vpa, service.name));
  });
}

function isDeploymentOf({ targetKind, targetName }: VerticalAutoscaler, service: string): boolean {
  return targetKind === 'Deployment' && targetName.startsWith(`${service}-`) && targetName.endsWith('-deployment');
}

/** A resource whose request the VPA sets and whose utilization the HPA reads. */
function sharedResource(vpa: VerticalAutoscaler, { spec, pod }: EffectiveHpa): string | undefined {
  return (spec.metrics ?? []).flatMap((metric) => {
    const [resource, container] = utilizationOf(metric);
    if (resource === undefined) return [];
    const containers = container !== undefined ? [container] : (pod?.containers.map(({ name }) => name) ?? []);
    // Without the pods at hand a policy for every container is the best guess.
    const asked = containers.length > 0 ? containers : ['*'];
    return asked.some((name) => setsRequest(vpa, name, resource)) ? [resource] : [];
  })[0];
}

function utilizationOf({ resource, containerResource }: MetricSpec): [resource?: string, container?: string] {
  if (resource?.target.averageUtilization !== undefined) return [resource.name];
  if (containerResource?.target.averageUtilization !== undefined) return [containerResource.name, containerResource.container];
  return [];
}

const TWO_ON_ONE: Rule = {
  id: 'vpa-twice',
  severity: 'error',
  title: 'One workload has one VerticalPodAutoscaler',
  why: 'With several on the same pods it is not defined which one sets the requests.',
  fix: 'Put all container policies into one.',
  source: SOURCE,
  check: ({ manifests: { verticalAutoscalers } }) =>
    verticalAutoscalers.flatMap((object, index): Hit[] => {
      const first = verticalAutoscalers
        .slice(0, index)
        .find(
          (one) => one.targetKind === object.targetKind && one.targetName === object.targetName && sameNamespace(one, object),
        );
      if (first === undefined || object.targetName === '') return [];
      const message = `${object.targetKind} ${object.targetName} has ${titleOf(first)} already`;
      return [{ object, path: 'spec.targetRef', message }];
    }),
};

/** Flag --min-replicas of the updater, vertical-pod-autoscaler/docs/flags.md. */
const UPDATER_MIN_REPLICAS = 2;

const NEVER_UPDATES: Rule = {
  id: 'vpa-leaves-single-pod',
  severity: 'note',
  title: 'A VerticalPodAutoscaler that recreates pods finds more than one',
  why: 'The updater takes no pod away from a workload with fewer pods than its --min-replicas (2 by default): what it recommends is only used when the pod is created anew for another reason.',
  fix: 'Set updatePolicy.minReplicas: 1 where a restart of the only pod is acceptable, or updateMode InPlaceOrRecreate.',
  source: 'VPA 1.7.1, docs/flags.md (--min-replicas) and pkg/updater/restriction',
  check: ({ manifests, pods }) =>
    manifests.verticalAutoscalers.flatMap((object): Hit[] => {
      const least = object.minReplicas ?? UPDATER_MIN_REPLICAS;
      if (onlyRecommends(object) || object.updateMode !== 'Recreate') return [];
      const moved = pods.find(
        ({ maker }) => maker.kind === object.targetKind && maker.name === object.targetName && sameNamespace(maker, object),
      );
      if (moved?.maxPods === undefined || moved.maxPods === 0 || moved.maxPods >= least) return [];
      const message = `${moved.title} has ${moved.maxPods} ${moved.maxPods === 1 ? 'pod' : 'pods'} at most, and pods are recreated from ${least} on`;
      return [{ object, path: 'spec.updatePolicy', message }];
    }),
};

const RESTART_IN_PLACE: Rule = {
  id: 'vpa-resize-restarts',
  severity: 'note',
  title: 'Containers that are resized in place go on running',
  why: 'With resizePolicy RestartContainer every change of the request restarts the container, although the pod stays.',
  fix: 'Set restartPolicy: NotRequired for resources that the application takes without a restart.',
  source: 'Kubernetes docs, Resize CPU and Memory Resources assigned to Containers, "Container resize policies"',
  check: ({ manifests, pods }) =>
    manifests.verticalAutoscalers.flatMap((vpa) => {
      if (!vpa.updateMode.startsWith('InPlace')) return [];
      const isTarget = (maker: Manifest): boolean =>
        maker.kind === vpa.targetKind && maker.name === vpa.targetName && sameNamespace(maker, vpa);
      return pods
        .filter(({ maker }) => isTarget(maker))
        .flatMap(({ pod }) =>
          pod.containers.flatMap(({ name, restartsOnResize }): Hit[] => {
            const resource = restartsOnResize.find((one) => setsRequest(vpa, name, one));
            if (resource === undefined) return [];
            const message = `is ${vpa.updateMode}, and container ${name} restarts when its ${resource} is resized`;
            return [{ object: vpa, path: 'spec.updatePolicy.updateMode', message }];
          }),
        );
    }),
};

export const VERTICAL_RULES: readonly Rule[] = [SAME_RESOURCE, TWO_ON_ONE, NEVER_UPDATES, RESTART_IN_PLACE];
