import { statusOf, type DeploymentState, type InferenceService, type KserveSettings } from '../../scaling/kserve';
import type { WorkloadStatus } from '../workloads/running';

export interface LiveChildren {
  deployment(name: string): WorkloadStatus | undefined;
  /** `status` of a Knative Service. */
  knativeService(name: string): object | undefined;
}

const DOWN: DeploymentState = {
  isAvailable: false,
  reason: 'MinimumReplicasUnavailable',
  message: 'Deployment does not have minimum availability.',
};

/** The status of an InferenceService that runs. */
export function inferenceServiceStatus(
  service: InferenceService,
  mode: 'Standard' | 'Knative',
  settings: KserveSettings,
  live: LiveChildren,
): object {
  if (mode === 'Standard') return statusOf(service, undefined, (name) => deploymentState(live.deployment(name), name), settings);
  const revisions = new Map<string, object>();
  const status = statusOf(
    service,
    undefined,
    (name) => {
      const knative = live.knativeService(name);
      if (knative !== undefined) revisions.set(name, knative);
      return knativeState(knative);
    },
    settings,
  );
  return { ...status, components: withRevisions(status.components, [...revisions.values()]), deploymentMode: mode };
}

function deploymentState(status: WorkloadStatus | undefined, name: string): DeploymentState {
  if (status?.isAvailable !== true) return DOWN;
  return { isAvailable: true, reason: 'NewReplicaSetAvailable', message: `ReplicaSet of "${name}" has successfully progressed.` };
}

function knativeState(status: object | undefined): DeploymentState {
  const ready = conditionsOf(status).find(({ type }) => type === 'Ready');
  return { isAvailable: ready?.status === 'True', reason: ready?.reason ?? '', message: '' };
}

/** What `kubectl get isvc` shows of revisions, per component in their order. */
function withRevisions(components: Readonly<Record<string, object>>, knative: readonly object[]): object {
  return Object.fromEntries(
    Object.entries(components).map(([role, component], index) => {
      const { latestReadyRevisionName, latestCreatedRevisionName, traffic } = (knative[index] ?? {}) as Readonly<
        Record<string, unknown>
      >;
      const revisions = {
        latestReadyRevision: latestReadyRevisionName,
        latestCreatedRevision: latestCreatedRevisionName,
        traffic,
      };
      return [role, { ...component, ...revisions }];
    }),
  );
}

export function isReady(status: object | undefined): boolean {
  return conditionsOf(status).some(({ type, status: value }) => type === 'Ready' && value === 'True');
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

function conditionsOf(status: object | undefined): readonly Condition[] {
  return (status as { readonly conditions?: readonly Condition[] } | undefined)?.conditions ?? [];
}
