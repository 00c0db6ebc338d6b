import { DEFAULT_KUBERNETES_VERSION } from '../../hpa';
import type { Manifests, ScaledPods } from '../../manifests';
import type { DeploymentSpec } from '../../rollout';
import type { Autoscaler, Workload } from '../../simulate';
import { isOfDeployment } from '../deploys/deployment-of';
import { autoscalerModelOf, type AutoscalerModel } from './autoscaler-model';
import { cronPods, type StartTime } from './cron-start';
import { whyNoPodModel, workloadOf, type Serving } from './pod-model';
import type { Profile } from './profile';
import { ONE_PER_CORE } from './server';

/** Simulating more pods than this takes longer than anybody waits. */
const MOST_PODS_AT_THE_START = 500;

/** One set of pods of one side, for the simulation. */
export interface SideModel extends Omit<AutoscalerModel, 'autoscaler'> {
  readonly workload: Workload;
  readonly autoscaler: Autoscaler;
  /** After how long a client gives up, where that is not as in the scenario. */
  readonly timeoutMs?: number;
  /** How a new pod template is rolled out; undefined where no Deployment makes the pods. */
  readonly deployment: DeploymentSpec | undefined;
}

/**
 * The model, or in words why there is none.
 *
 * @param moment when it starts; without one there is no model of a cron trigger
 */
export function sideModelOf(
  pods: ScaledPods,
  manifests: Manifests,
  profile: Profile,
  kubernetesVersion: string = DEFAULT_KUBERNETES_VERSION,
  moment?: StartTime,
): SideModel | string {
  if (pods.minPods > MOST_PODS_AT_THE_START) return `${pods.minPods} pods are more than can be simulated in seconds`;
  if (pods.sizedBy !== undefined) return 'a VerticalPodAutoscaler sets what its pods request, and that is not simulated';
  const model = autoscalerModelOf(pods, manifests, kubernetesVersion, moment);
  if (typeof model === 'string') return model;
  const reason = whyNoPodModel(pods.pod);
  if (reason !== undefined) return reason;
  const workload = workloadOf(pods.pod, profile, servingOf(model, profile, podsAtStart(pods, moment)));
  const { timeoutSeconds } = profile.assumed ?? {};
  const patience = timeoutSeconds === undefined ? {} : { timeoutMs: 1000 * timeoutSeconds };
  return { ...model, ...patience, workload, deployment: deploymentOf(pods) };
}

/** The number is the autoscaler's business, and a paused Deployment is resumed to deploy. */
function deploymentOf(pods: ScaledPods): DeploymentSpec | undefined {
  return isOfDeployment(pods) ? { ...pods.maker.deployment, replicas: undefined, paused: false } : undefined;
}

/** The minimum, or what cron triggers have made of it by then. */
function podsAtStart(pods: ScaledPods, moment: StartTime | undefined): number {
  const byCron = moment === undefined ? undefined : cronPods(pods, moment.atMs);
  return Math.max(pods.minPods, byCron ?? 0);
}

function servingOf({ autoscaler, work }: AutoscalerModel, { server }: Profile, minPods: number): Serving {
  // Who takes jobs from a queue takes no more than it works on.
  if (work === 'jobs')
    return {
      server: server.kind === 'unlimited' ? ONE_PER_CORE : server,
      containerConcurrency: undefined,
      balancing: 'pull',
      initialPods: minPods,
    };
  const initialPods = Math.max(1, minPods);
  return autoscaler.kind === 'kpa'
    ? { server, containerConcurrency: limitOf(autoscaler.containerConcurrency), balancing: 'two-choices', initialPods }
    : { server, containerConcurrency: undefined, balancing: 'random', initialPods };
}

/** 0 is no limit. */
function limitOf(containerConcurrency: number): number | undefined {
  return containerConcurrency === 0 ? undefined : containerConcurrency;
}
