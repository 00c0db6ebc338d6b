import type { DeploymentSpec, IntOrPercent } from './types';

/** A Deployment with nothing left to default. */
export interface CompleteDeployment {
  readonly replicas: number;
  readonly strategy: Strategy;
  readonly minReadySeconds: number;
  readonly progressDeadlineSeconds: number;
  readonly revisionHistoryLimit: number;
  readonly paused: boolean;
}

export type Strategy =
  | { readonly type: 'Recreate' }
  | { readonly type: 'RollingUpdate'; readonly maxSurge: IntOrPercent; readonly maxUnavailable: IntOrPercent };

const ROLLING_UPDATE_DEFAULT = '25%';

/** Fills in what the user left out. Follows pkg/apis/apps/v1/defaults.go, SetDefaults_Deployment, v1.37.2. */
export function completeDeployment(spec: DeploymentSpec): CompleteDeployment {
  return {
    replicas: spec.replicas ?? 1,
    strategy: completeStrategy(spec.strategy),
    minReadySeconds: spec.minReadySeconds ?? 0,
    progressDeadlineSeconds: spec.progressDeadlineSeconds ?? 600,
    revisionHistoryLimit: spec.revisionHistoryLimit ?? 10,
    paused: spec.paused ?? false,
  };
}

function completeStrategy(strategy: DeploymentSpec['strategy']): Strategy {
  if (strategy?.type === 'Recreate') return { type: 'Recreate' };
  return {
    type: 'RollingUpdate',
    maxSurge: strategy?.rollingUpdate?.maxSurge ?? ROLLING_UPDATE_DEFAULT,
    maxUnavailable: strategy?.rollingUpdate?.maxUnavailable ?? ROLLING_UPDATE_DEFAULT,
  };
}
