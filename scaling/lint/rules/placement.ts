import { sameNamespace, selects, type Manifests, type Placement, type ScaledPods } from '../../manifests';
import type { Hit, LintContext, Rule } from '../rule';

/** Sets of pods that are served, and may be more than one. */
function several({ pods, manifests }: LintContext): (ScaledPods & { readonly maxPods: number })[] {
  return pods.flatMap((one) => {
    const isJob = manifests.workloads.some((workload) => workload === one.maker && workload.runs === 'job');
    return isJob || one.maker.kind === 'ScaledJob' || one.maxPods === undefined || one.maxPods <= 1
      ? []
      : [{ ...one, maxPods: one.maxPods }];
  });
}

const MANY_NODES = /^ReadWriteMany$|^ReadOnlyMany$/;

/** The claim's mode, where it lets no two nodes, or no two pods, mount it. */
function singleMode(claimName: string, { maker }: ScaledPods, { volumeClaims }: Manifests): string | undefined {
  const claim = volumeClaims.find((one) => one.name === claimName && sameNamespace(one, maker));
  if (claim === undefined || claim.accessModes.some((mode) => MANY_NODES.test(mode))) return undefined;
  return claim.accessModes[0];
}

const SHARED_VOLUME: Rule = {
  id: 'shared-volume-caps-replicas',
  severity: 'warning',
  title: 'Pods that scale out share no volume of one node',
  why: 'A ReadWriteOnce volume attaches to one node. Pods on other nodes stay ContainerCreating (Multi-Attach error), so the maximum is not reached. With ReadWriteOncePod there is room for one pod in all.',
  fix: 'Use a ReadWriteMany volume, keep the data elsewhere, or a StatefulSet with volumeClaimTemplates.',
  source: 'Kubernetes docs, Persistent Volumes, "Access Modes"',
  check: (context) =>
    several(context).flatMap((pods): Hit[] => {
      const { placement, path } = pods.pod;
      const claims = placement.claims.flatMap((name) => {
        const mode = singleMode(name, pods, context.manifests);
        return mode === undefined ? [] : [`claim ${name} is ${mode}`];
      });
      const shared = [...claims, ...placement.disks.map((kind) => `its ${kind} volume attaches to one node`)];
      return shared.map((what) => ({
        object: pods.maker,
        path: `${path}.volumes`,
        message: `${what}, and ${pods.title} may have ${pods.maxPods} pods: those on other nodes do not start`,
      }));
    }),
};

/** How many pods fit, and why; the first reason is the tightest. */
function room({ hostPorts, refuses }: Placement, labels: Readonly<Record<string, string>>): string | undefined {
  const keys = refuses.filter(({ selector }) => selects(selector, labels)).map(({ topologyKey }) => topologyKey);
  const zone = keys.find((key) => key !== 'kubernetes.io/hostname');
  if (zone !== undefined) return `required anti-affinity allows one pod per ${placeOf(zone)}`;
  if (keys.length > 0) return 'required anti-affinity allows one pod per node';
  return hostPorts.length === 0 ? undefined : `port ${hostPorts[0] ?? 0} of the node goes to one pod`;
}

function placeOf(topologyKey: string): string {
  const [, place] = /^(?:topology|failure-domain\.beta)\.kubernetes\.io\/(zone|region)$/.exec(topologyKey) ?? [];
  return place ?? `value of the node label ${topologyKey}`;
}

const ONE_PER_PLACE: Rule = {
  id: 'placement-caps-replicas',
  severity: 'warning',
  title: 'The maximum has as many places as it needs',
  why: 'A port of the node, or required anti-affinity of pods against their equals, leaves room for one pod per node or zone. The autoscaler counts on, and the pods that find no place stay Pending.',
  fix: 'Use preferred anti-affinity or topologySpreadConstraints, a Service instead of a hostPort, or a maximum that the nodes can take.',
  source:
    'Kubernetes docs, Assigning Pods to Nodes, "Inter-pod affinity and anti-affinity"; v1.34, pkg/scheduler/framework/plugins/nodeports',
  check: (context) =>
    several(context)
      .filter(({ minPods, maxPods }) => maxPods > minPods)
      .flatMap(({ maker, maxPods, pod, title }): Hit[] => {
        const reason = room(pod.placement, pod.labels);
        if (reason === undefined) return [];
        const place = / per (.+)$/.exec(reason)?.[1] ?? 'node';
        const message = `${reason}: the maximum of ${maxPods} pods of ${title} needs ${maxPods} ${plural(place)}, the rest stay Pending`;
        return [
          { object: maker, path: pod.placement.refuses.length > 0 ? `${pod.path}.affinity` : `${pod.path}.containers`, message },
        ];
      }),
};

function plural(place: string): string {
  return place.startsWith('value') ? place.replace('value', 'values') : `${place}s`;
}

export const PLACEMENT_RULES: readonly Rule[] = [SHARED_VOLUME, ONE_PER_PLACE];
