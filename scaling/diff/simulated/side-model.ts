import { completeSpec, DEFAULT_CONTROLLER_SETTINGS, validateHpa, type HpaSpec } from '../../hpa';
import { validateAnnotations } from '../../kpa';
import type { KnativeService, Manifests, ScaledPods } from '../../manifests';
import type { Autoscaler, Workload } from '../../simulate';
import { whyNoPodModel, workloadOf, type Serving } from './pod-model';
import type { Profile } from './profile';

/** More pods than that take longer to simulate than anybody waits. */
const MOST_PODS_AT_THE_START = 500;

/** One set of pods of one side, for the simulation. */
export interface SideModel {
  readonly workload: Workload;
  readonly autoscaler: Autoscaler;
}

/** The model, or in words why there is none. */
export function sideModelOf(pods: ScaledPods, manifests: Manifests, profile: Profile): SideModel | string {
  if (pods.minPods > MOST_PODS_AT_THE_START) return `${pods.minPods} pods are more than can be simulated in seconds`;
  const autoscaler = autoscalerOf(pods, manifests);
  if (typeof autoscaler === 'string') return autoscaler;
  const reason = whyNoPodModel(pods.pod);
  if (reason !== undefined) return reason;
  const initialPods = Math.max(1, pods.minPods);
  const serving: Serving =
    autoscaler.kind === 'kpa'
      ? { concurrency: limitOf(autoscaler.containerConcurrency), balancing: 'two-choices', initialPods }
      : { concurrency: undefined, balancing: 'random', initialPods };
  return { autoscaler, workload: workloadOf(pods.pod, profile, serving) };
}

/** 0 is no limit. */
function limitOf(containerConcurrency: number): number | undefined {
  return containerConcurrency === 0 ? undefined : containerConcurrency;
}

function autoscalerOf({ maker, scaler, hpa, minPods }: ScaledPods, manifests: Manifests): Autoscaler | string {
  if ('scaledObject' in scaler || 'scaledJob' in scaler)
    return 'KEDA scales it by what its triggers measure, and manifests do not say how that follows from load';
  if (hpa !== undefined) return hpaOf(hpa);
  const service = manifests.knativeServices.find((one) => one === maker);
  if (service !== undefined) return kpaOf(service, manifests);
  const workload = manifests.workloads.find((one) => one === maker);
  if (workload?.runs === 'served') return { kind: 'fixed', replicas: minPods };
  return workload === undefined ? 'what scales it is not simulated' : 'its pods end by themselves and serve no requests';
}

function hpaOf(spec: HpaSpec): Autoscaler | string {
  const others = completeSpec(spec, DEFAULT_CONTROLLER_SETTINGS).metrics.filter(
    ({ resource }) => resource?.name !== 'cpu' || resource.target.averageUtilization === undefined,
  );
  if (others.length > 0)
    return `its HPA scales on more or other than CPU utilization (${others.map(({ type }) => type).join(', ')})`;
  const scaleTargetRef = spec.scaleTargetRef ?? { apiVersion: 'apps/v1', kind: 'Deployment', name: 'simulated' };
  const refused = validateHpa({ ...spec, scaleTargetRef }).find(({ effect }) => effect === 'rejected');
  return refused === undefined ? { kind: 'hpa', spec } : `Kubernetes refuses its HPA: ${refused.path} ${refused.message}`;
}

function kpaOf({ revision }: KnativeService, { autoscalerConfig }: Manifests): Autoscaler | string {
  const { annotations, containerConcurrency } = revision;
  const refused = validateAnnotations(annotations, autoscalerConfig).find(({ effect }) => effect === 'rejected');
  if (refused !== undefined) return `Knative refuses it: ${refused.path} ${refused.message}`;
  return { kind: 'kpa', annotations, containerConcurrency, config: autoscalerConfig };
}
