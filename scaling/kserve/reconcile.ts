import { validateHpa, type HpaSpec } from '../hpa';
import { rejected, type Problem } from '../problem';
import { implementationCount } from './admission/implementations';
import { isSubdomain } from './admission/metadata';
import { deploymentProblems } from './api-server/deployment';
import { isDnsLabel } from './api-server/names';
import { serviceProblems } from './api-server/service';
import { besideCanaries, canariesOf } from './children/canary';
import { deploymentOf } from './children/deployment';
import { hpaOf } from './children/hpa';
import { childMetadata } from './children/metadata';
import { NoPod, podSpecOf } from './children/pod';
import { scaledObjectOf } from './children/scaled-object';
import { serviceOf } from './children/service';
import { ANNOTATION, FRAMEWORKS, isStopped, LABEL, type AutoscalerClass } from './constants';
import type { KserveSettings } from './settings';
import type { Child, ComponentSpec, Extensions, InferenceService, ModelSpec, ObjectMeta, PodSpec, Role } from './types';

/** Why the controller could not bring an InferenceService where it should be; it tries again, with the same outcome. */
export interface ReconcileFailure {
  readonly role: Role;
  /** As in the condition `<Role>Ready`, or in the controller's log when it says nothing there. */
  readonly message: string;
  /** The object that the API server refused; undefined when it came to none. */
  readonly refused: { readonly kind: Child['kind']; readonly name: string; readonly problems: readonly Problem[] } | undefined;
  /** False when the controller gives up before it writes a condition. */
  readonly isInStatus: boolean;
}

export interface Reconciled {
  /** All objects of the InferenceService that exist afterwards. */
  readonly children: readonly Child[];
  readonly failure: ReconcileFailure | undefined;
}

/**
 * What the controller of KServe v0.20.0 makes of an InferenceService in Standard mode, once nothing changes any more.
 * Follows pkg/controller/v1beta1/inferenceservice: components/*.go, reconcilers/raw/raw_kube_reconciler.go and what it calls.
 *
 * @param service as admission gave it
 * @param existing its children so far: a Service keeps its old labels and annotations as long as its ports are the same, an HPA stays
 *   when the class changes to keda
 */
export function reconcile(service: InferenceService, existing: readonly Child[], settings: KserveSettings): Reconciled {
  const world = new Children(existing);
  try {
    reconcilePredictor(service, world, settings);
    for (const role of ['transformer', 'explainer'] as const) {
      const component = service.spec[role];
      if (component !== undefined) reconcileComponent(service, role, component, component, world, settings);
    }
    return { children: world.all(), failure: undefined };
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    return { children: world.all(), failure: error.failure };
  }
}

function reconcilePredictor(service: InferenceService, world: Children, settings: KserveSettings): void {
  const { predictor } = service.spec;
  reconcileComponent(service, 'predictor', predictor, besideCanaries(service), world, settings);
  const kept = [childMetadata(service, 'predictor', predictor).name];
  for (const canary of canariesOf(service)) {
    reconcileComponent(service, 'predictor', canary.predictor, canary.extensions, world, settings);
    kept.push(childMetadata(service, 'predictor', canary.predictor).name);
  }
  world.keepPredictors(kept);
}

function reconcileComponent(
  service: InferenceService,
  role: Role,
  component: ComponentSpec,
  extensions: Extensions,
  world: Children,
  settings: KserveSettings,
): void {
  const metadata = childMetadata(service, role, component);
  const fail = (message: string, isInStatus: boolean, refused?: ReconcileFailure['refused']): never => {
    throw new Failed({ role, message, refused, isInStatus });
  };
  const pod = runnablePod(service, role, component, (message) => fail(message, false));
  const hostProblem = domainProblem(metadata, settings);
  if (hostProblem !== undefined) fail(`fails to create NewRawKubeReconciler for ${role}: ${hostProblem}`, true);
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
    const deployment = deploymentOf(metadata, extensions, pod);
    refuseInvalid(deployment, deploymentProblems(deployment));
    world.putDeployment(deployment);
  }
  scale(metadata, extensions, world, settings, refuseInvalid, (message) => fail(`fails to reconcile ${role}: ${message}`, true));
}

/** The pods, or the error that comes before anything is made. */
function runnablePod(service: InferenceService, role: Role, component: ComponentSpec, fail: (message: string) => never): PodSpec {
  const framework = [...FRAMEWORKS, 'model', 'art'].find((field) => component[field] !== undefined);
  if (framework !== undefined && implementationCount(role, component) === 1) {
    const model = component['model'] as ModelSpec | undefined;
    return fail(`no runtime found to support ${role} with model type: ${model?.modelFormat?.name ?? framework}`);
  }
  const pod = podSpecOf(service, role, component);
  return pod instanceof NoPod ? fail(pod.message) : pod;
}

/** Follows reconcilers/ingress/domain.go, GenerateDomainName: every label of a host has at most 63 characters. */
function domainProblem({ name, namespace }: ObjectMeta, { ingressDomain }: KserveSettings): string | undefined {
  const host = `${name}-${namespace ?? ''}.${ingressDomain}`;
  if (isSubdomain(host) && host.split('.').every(isDnsLabel)) return undefined;
  return `failed creating host name: invalid domain name "${host}": every label must have at most 63 characters`;
}

function scale(
  metadata: ObjectMeta,
  extensions: Extensions,
  world: Children,
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

class Failed extends Error {
  public constructor(public readonly failure: ReconcileFailure) {
    super(failure.message);
  }
}

/** The children of one InferenceService while its controller works. */
class Children {
  private readonly byKey: Map<string, Child>;

  public constructor(existing: readonly Child[]) {
    this.byKey = new Map(existing.map((child) => [keyOf(child.kind, child.metadata.name), child]));
  }

  public all(): Child[] {
    return [...this.byKey.values()];
  }

  public put(child: Child): void {
    this.byKey.set(keyOf(child.kind, child.metadata.name), child);
  }

  /** reconcilers/service/service_reconciler.go, semanticServiceEquals: only ports and selector are compared. */
  public putService(made: Child): void {
    const existing = this.byKey.get(keyOf('Service', made.metadata.name));
    if (existing === undefined || JSON.stringify(existing.spec) !== JSON.stringify(made.spec)) this.put(made);
  }

  /** The number of pods is the autoscaler's, except under class none. */
  public putDeployment(made: Child): void {
    const existing = this.byKey.get(keyOf('Deployment', made.metadata.name));
    const isManual = made.metadata.annotations?.[ANNOTATION.class] === 'none';
    const replicas = existing?.spec['replicas'];
    this.put(isManual || replicas === undefined ? made : { ...made, spec: { ...made.spec, replicas } });
  }

  public delete(kind: Child['kind'], name: string): void {
    this.byKey.delete(keyOf(kind, name));
  }

  /** components/predictor.go, end of reconcileCanaryDeployments: predictors that nobody asks for any more. */
  public keepPredictors(names: readonly string[]): void {
    for (const { kind, metadata } of this.all()) {
      const isPredictor = metadata.labels?.[LABEL.component] === 'predictor' && ['Deployment', 'Service'].includes(kind);
      if (isPredictor && !names.includes(metadata.name)) this.delete(kind, metadata.name);
    }
  }
}

function keyOf(kind: Child['kind'], name: string): string {
  return `${kind}/${name}`;
}
