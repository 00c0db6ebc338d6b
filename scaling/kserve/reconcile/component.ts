import { validateHpa, type HpaSpec } from '../../hpa';
import { rejected, type Problem } from '../../problem';
import { isSubdomain } from '../admission/metadata';
import { deploymentProblems } from '../api-server/deployment';
import { serviceProblems } from '../api-server/service';
import { deploymentOf } from '../children/deployment';
import { hpaOf } from '../children/hpa';
import { childMetadata } from '../children/metadata';
import { NoPod, podSpecOf } from '../children/pod';
import { scaledObjectOf } from '../children/scaled-object';
import { serviceOf } from '../children/service';
import { ANNOTATION, isStopped, type AutoscalerClass } from '../constants';
import type { KserveSettings } from '../settings';
import type { Child, ComponentSpec, Extensions, InferenceService, ObjectMeta, Role } from '../types';
import { Failed, type ReconcileFailure } from './failure';
import type { MadeChildren } from './made';
import { beforeAnything } from './preconditions';

export interface ComponentParts {
  readonly service: InferenceService;
  readonly role: Role;
  readonly component: ComponentSpec;
  /** How it is scaled; a canary has its own. */
  readonly extensions: Extensions;
}

/** Service, then Deployment, then autoscaler: what comes after the first that fails is not made. */
export function reconcileComponent(parts: ComponentParts, world: MadeChildren, settings: KserveSettings): void {
  const { service, role, component, extensions } = parts;
  const metadata = childMetadata(service, role, component);
  const fail = (message: string, isInStatus: boolean, refused?: ReconcileFailure['refused']): never => {
    throw new Failed({ role, message, refused, isInStatus });
  };
  const obstacle = beforeAnything(role, component, metadata, settings);
  if (obstacle !== undefined) fail(obstacle.message, obstacle.isInStatus);
  const pod = podSpecOf(service, role, component);
  if (pod instanceof NoPod) return fail(pod.message, false);
  const failReconcile = (message: string): never => fail(`fails to reconcile ${role}: ${message}`, true);
  const refuseInvalid = (child: Child, problems: readonly Problem[]): void => {
    if (problems.length === 0) return;
    const list = problems.map(({ path, message }) => `${path}: ${message}`).join(', ');
    const message = `fails to reconcile ${role}: ${child.kind} "${metadata.name}" is invalid: ${list}`;
    fail(message, true, { kind: child.kind, name: metadata.name, problems });
  };
  if (isStopped(metadata.annotations)) {
    world.delete('Service', metadata.name);
    world.delete('Deployment', metadata.name);
  } else {
    const made = serviceOf(metadata, extensions, pod);
    refuseInvalid(made, serviceProblems(made));
    world.putService(made);
    if (collectsPodMetrics(extensions) && settings.openTelemetry === 'missing')
      failReconcile(
        'failed to get existing OTel Collector resource: no matches for kind "OpenTelemetryCollector" in version "opentelemetry.io/v1beta1"',
      );
    const deployment = deploymentOf(metadata, extensions, pod);
    refuseInvalid(deployment, deploymentProblems(deployment));
    world.putDeployment(deployment);
  }
  scale(metadata, extensions, world, settings, refuseInvalid, failReconcile);
}

/** reconcilers/raw/raw_kube_reconciler.go: an OpenTelemetry collector for metrics of pods, whatever the class. */
function collectsPodMetrics({ autoScaling }: Extensions): boolean {
  const named = (autoScaling?.metrics ?? []).filter(({ type, podmetric }) => type === 'PodMetric' && podmetric !== undefined);
  return named.some(
    ({ podmetric }) => podmetric?.metric.backend === 'opentelemetry' && (podmetric.metric.metricNames ?? []).length > 0,
  );
}

function scale(
  metadata: ObjectMeta,
  extensions: Extensions,
  world: MadeChildren,
  settings: KserveSettings,
  refuseInvalid: (child: Child, problems: readonly Problem[]) => void,
  fail: (message: string) => never,
): void {
  const autoscaler = (metadata.annotations?.[ANNOTATION.class] ?? 'hpa') as AutoscalerClass;
  if (autoscaler === 'keda') {
    if (settings.keda === 'missing')
      fail('failed to get existing KEDA autoscaler: no matches for kind "ScaledObject" in version "keda.sh/v1alpha1"');
    if (isStopped(metadata.annotations)) world.delete('ScaledObject', metadata.name);
    else world.put(scaledObjectOf(metadata, extensions, settings));
    return;
  }
  if (autoscaler !== 'hpa' || isStopped(metadata.annotations)) {
    world.delete('HorizontalPodAutoscaler', metadata.name);
    return;
  }
  const hpa = hpaOf(metadata, extensions);
  const problems = validateHpa(hpa.spec as unknown as HpaSpec).filter(({ effect }) => effect === 'rejected');
  refuseInvalid(hpa, isSubdomain(metadata.name) ? problems : [rejected('metadata.name', 'must be a DNS subdomain'), ...problems]);
  world.put(hpa);
}
