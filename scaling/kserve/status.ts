import { isStopped } from './constants';
import { childMetadata } from './children/metadata';
import type { ReconcileFailure } from './reconcile/failure';
import type { KserveSettings } from './settings';
import { namespaceOf, ROLES, type InferenceService, type Role } from './types';

export interface StatusCondition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly severity?: 'Info';
  readonly reason?: string;
  readonly message?: string;
}

/** The part of a Deployment's status that decides whether its component is ready. */
export interface DeploymentState {
  readonly isAvailable: boolean;
  readonly reason: string;
  readonly message: string;
}

export interface InferenceServiceStatus {
  readonly url?: string;
  readonly address?: { readonly url: string };
  readonly components: Readonly<Partial<Record<Role, { readonly url?: string }>>>;
  /** By type, in alphabetical order. */
  readonly conditions: readonly StatusCondition[];
  readonly deploymentMode: 'Standard' | 'Knative';
}

const CONDITION: Readonly<Record<Role, string>> = {
  predictor: 'PredictorReady',
  transformer: 'TransformerReady',
  explainer: 'ExplainerReady',
};

/** `spec.<role>.name` and the children's name of each component that is there. */
function rolesOf(service: InferenceService): { readonly role: Role; readonly name: string }[] {
  return ROLES.flatMap((role) => {
    const component = service.spec[role];
    return component === undefined ? [] : [{ role, name: childMetadata(service, role, component).name }];
  });
}

/**
 * The status of an InferenceService in Standard mode, without Ingress.
 * Follows pkg/apis/serving/v1beta1/inference_service_status.go, PropagateRawStatus and PropagateRawStatusWithMessages,
 * reconcilers/ingress/kube_ingress_reconciler.go and inferenceservice/controller.go, KServe v0.20.0. Ready depends on the predictor
 * and the ingress alone: a transformer that is not ready does not show there.
 *
 * @param deploymentOf state of a Deployment by its name
 */
export function statusOf(
  service: InferenceService,
  failure: ReconcileFailure | undefined,
  deploymentOf: (name: string) => DeploymentState,
  settings: KserveSettings,
): InferenceServiceStatus {
  if (failure !== undefined) return failedStatus(failure);
  if (isStopped(service.metadata.annotations)) return stoppedStatus();
  const { metadata } = service;
  const namespace = namespaceOf(metadata);
  const hostUrl = (name: string): string => `http://${name}-${namespace}.${settings.ingressDomain}`;
  const roles = rolesOf(service).map((one) => ({ ...one, state: deploymentOf(one.name) }));
  const entry = (roles.find(({ role }) => role === 'transformer') ?? roles[0])?.name ?? metadata.name;
  const ready = roles.map(({ role, state: { isAvailable, reason, message } }) =>
    condition(CONDITION[role], isAvailable ? 'True' : 'False', { role, reason, message }),
  );
  return {
    url: hostUrl(metadata.name),
    address: { url: `http://${entry}.${namespace}.svc.cluster.local` },
    components: Object.fromEntries(roles.map(({ role, name, state }) => [role, state.isAvailable ? { url: hostUrl(name) } : {}])),
    conditions: withReady([
      ...ready,
      { type: 'IngressReady', status: 'True' },
      { type: 'Stopped', status: 'False', severity: 'Info' },
    ]),
    deploymentMode: 'Standard',
  };
}

function condition(
  type: string,
  status: StatusCondition['status'],
  { role, reason, message }: { readonly role: Role; readonly reason: string; readonly message: string },
): StatusCondition {
  return { type, status, ...(role === 'predictor' ? {} : { severity: 'Info' }), reason, message };
}

function failedStatus({ role, message, isInStatus }: ReconcileFailure): InferenceServiceStatus {
  const failed = condition(CONDITION[role], 'False', { role, reason: 'ReconcileFailed', message });
  const unknown: StatusCondition[] = ['IngressReady', 'PredictorReady']
    .filter((type) => !isInStatus || type !== failed.type)
    .map((type) => ({ type, status: 'Unknown' }));
  return {
    components: { [role]: {} },
    conditions: withReady(isInStatus ? [...unknown, failed] : unknown),
    deploymentMode: 'Standard',
  };
}

function stoppedStatus(): InferenceServiceStatus {
  const stopped: StatusCondition[] = [
    { type: 'PredictorReady', status: 'False', reason: 'Stopped' },
    { type: 'Stopped', status: 'True', severity: 'Info' },
  ];
  return { components: {}, conditions: withReady(stopped), deploymentMode: 'Standard' };
}

/** knative.dev/pkg apis/condition_set.go: Ready repeats the condition that keeps it from being true. */
function withReady(conditions: readonly StatusCondition[]): StatusCondition[] {
  const dependents = conditions.filter(({ type }) => type === 'PredictorReady' || type === 'IngressReady');
  const blocking = dependents.find(({ status }) => status === 'False') ?? dependents.find(({ status }) => status === 'Unknown');
  const ready: StatusCondition = blocking === undefined ? { type: 'Ready', status: 'True' } : { ...blocking, type: 'Ready' };
  return [...conditions, ready].sort((one, other) => (one.type < other.type ? -1 : 1));
}
