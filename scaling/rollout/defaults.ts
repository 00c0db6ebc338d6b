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

/** What the API server fills in. Follows pkg/apis/apps/v1/defaults.go, SetDefaults_Deployment, v1.37.2. */
export const DEPLOYMENT_DEFAULTS = {
  replicas: 1,
  rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
  progressDeadlineSeconds: 600,
  revisionHistoryLimit: 10,
} as const;

export function completeDeployment(spec: DeploymentSpec): CompleteDeployment {
  return {
    replicas: spec.replicas ?? DEPLOYMENT_DEFAULTS.replicas,
    strategy: completeStrategy(spec.strategy),
    minReadySeconds: spec.minReadySeconds ?? 0,
    progressDeadlineSeconds: spec.progressDeadlineSeconds ?? DEPLOYMENT_DEFAULTS.progressDeadlineSeconds,
    revisionHistoryLimit: spec.revisionHistoryLimit ?? DEPLOYMENT_DEFAULTS.revisionHistoryLimit,
    paused: spec.paused ?? false,
  };
}

function completeStrategy(strategy: DeploymentSpec['strategy']): Strategy {
  if (strategy?.type === 'Recreate') return { type: 'Recreate' };
  const { rollingUpdate: defaults } = DEPLOYMENT_DEFAULTS;
  return {
    type: 'RollingUpdate',
    maxSurge: strategy?.rollingUpdate?.maxSurge ?? defaults.maxSurge,
    maxUnavailable: strategy?.rollingUpdate?.maxUnavailable ?? defaults.maxUnavailable,
  };
}
