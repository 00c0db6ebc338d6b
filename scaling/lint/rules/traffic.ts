import {
  FILLED_IN_BY_ISTIO,
  sameNamespace,
  selects,
  titleOf,
  type Container,
  type Manifests,
  type ScaledPods,
  type ServiceManifest,
} from '../../manifests';
import type { Hit, LintContext, Rule } from '../rule';

/** What kubelet still gives a process when its preStop hook has used up the grace period. */
const LAST_SECONDS = 2;

const PRESTOP: Rule = {
  id: 'prestop-fills-grace-period',
  severity: 'warning',
  title: 'The grace period is longer than the preStop hook',
  why: 'terminationGracePeriodSeconds runs from the start of the preStop hook. When the hook has used it up, the process is told to stop and killed 2 s later: requests in flight are cut at every scale-down and every deploy.',
  fix: 'Set terminationGracePeriodSeconds to the sleep plus what the process needs to finish.',
  source:
    'Kubernetes docs, Container Lifecycle Hooks and Pod Lifecycle, "Termination of Pods"; v1.34, pkg/kubelet/kuberuntime/kuberuntime_container.go, killContainer',
  check: ({ pods }) =>
    pods.flatMap(({ maker, pod }) =>
      pod.containers.flatMap(({ name, preStop }): Hit[] => {
        const grace = pod.terminationGracePeriodSeconds;
        if (preStop === undefined || preStop.sleepSeconds === 0 || preStop.sleepSeconds < grace) return [];
        const message = `of container ${name} sleeps ${preStop.sleepSeconds} s and the grace period is ${grace} s: the process is killed ${LAST_SECONDS} s after it is told to stop, at most`;
        return [{ object: maker, path: preStop.path, message }];
      }),
    ),
};

/** Ports that are read by monitoring and not by clients. */
const SIDE_PORT = /metric|prom|monitor|admin|debug|manage|mgmt|health|probe|jmx|trac|pprof/i;

function servingContainers({ pod }: ScaledPods): Container[] {
  return pod.containers.filter(({ ports }) => ports.some(({ name }) => !SIDE_PORT.test(name)));
}

function serviceOf({ maker, pod }: ScaledPods, { services }: Manifests): ServiceManifest | undefined {
  return services.find(
    (service) => service.selector !== undefined && sameNamespace(service, maker) && selects(service.selector, pod.labels),
  );
}

/** Pods whose number an autoscaler changes, made by a workload that somebody wrote in whole. */
function scaledOut({ pods, manifests }: LintContext): ScaledPods[] {
  return pods.filter(
    ({ maker, minPods, maxPods, scaler }) =>
      scaler !== maker && maxPods !== undefined && maxPods > minPods && manifests.workloads.some((one) => one === maker),
  );
}

function saysWhenReady({ readinessProbe, startupProbe, image }: Container): boolean {
  return readinessProbe !== undefined || startupProbe !== undefined || image === FILLED_IN_BY_ISTIO;
}

const NO_READINESS: Rule = {
  id: 'no-readiness-probe',
  severity: 'warning',
  title: 'Pods that are scaled out behind a Service say when they are ready',
  why: 'Without a readiness probe a pod counts as ready as soon as its process runs. Each pod that is added gets requests before it can answer them, and its CPU while starting counts as load.',
  fix: 'Add a readinessProbe that answers when the process does.',
  source:
    'Kubernetes docs, Liveness, Readiness, and Startup Probes; v1.34, pkg/controller/podautoscaler/replica_calculator.go, groupPods',
  check: (context) =>
    scaledOut(context).flatMap((pods): Hit[] => {
      const serving = servingContainers(pods);
      const { manifests } = context;
      const service = serviceOf(pods, manifests);
      // Ports alone tell little where Services are written beside them and none takes the pods.
      const isServed = service !== undefined || (manifests.services.length === 0 && serving.length > 0);
      const candidates = serving.length > 0 ? serving : pods.pod.containers;
      if (!isServed || candidates.length === 0 || candidates.some(saysWhenReady)) return [];
      const port = serving[0]?.ports[0]?.port;
      const behind = service === undefined ? `listens on port ${port ?? 0}` : `is behind ${titleOf(service)}`;
      const message = `container ${candidates[0]?.name ?? ''} ${behind} and has no readinessProbe: each pod that ${titleOf(pods.scaler)} adds gets requests before it answers`;
      return [{ object: pods.maker, path: `${pods.pod.path}.containers`, message }];
    }),
};

export const TRAFFIC_RULES: readonly Rule[] = [PRESTOP, NO_READINESS];
