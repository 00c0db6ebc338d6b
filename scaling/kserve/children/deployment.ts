import { ANNOTATION, LABEL } from '../constants';
import type { Child, DeploymentStrategy, Extensions, ObjectMeta, PodSpec } from '../types';
import { appLabel } from './metadata';

/** Also what the API server gives a strategy that leaves them out (pkg/apis/apps/v1/defaults.go). */
const ROLLING_UPDATE = { maxSurge: '25%', maxUnavailable: '25%' };

/**
 * The Deployment with what the API server fills in. `replicas` is there only under autoscaler class none: all others leave it to the
 * autoscaler. Follows reconcilers/deployment/deployment_reconciler.go, createRawDefaultDeployment, KServe v0.20.0.
 */
export function deploymentOf(metadata: ObjectMeta, { deploymentStrategy, minReplicas }: Extensions, pod: PodSpec): Child {
  const isManual = metadata.annotations?.[ANNOTATION.class] === 'none';
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      ...(isManual && minReplicas !== undefined ? { replicas: minReplicas } : {}),
      selector: { matchLabels: { [LABEL.app]: appLabel(metadata.name) } },
      strategy: completeStrategy(deploymentStrategy),
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      template: { metadata, spec: pod },
    },
  };
}

function completeStrategy(written: DeploymentStrategy = {}): DeploymentStrategy {
  const type = written.type === undefined || written.type === '' ? 'RollingUpdate' : written.type;
  return type === 'RollingUpdate'
    ? { type, rollingUpdate: { ...ROLLING_UPDATE, ...written.rollingUpdate } }
    : { ...written, type };
}
