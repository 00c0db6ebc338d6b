import type { DeploymentSpec } from '../rollout';
import type { Fields } from './fields';

/** How a Deployment rolls out a new pod template, as written. */
export function readDeploymentSpec(spec: Fields | undefined): DeploymentSpec {
  const strategy = spec?.below('strategy');
  const rollingUpdate = strategy?.below('rollingUpdate');
  return {
    replicas: spec?.integer('replicas'),
    strategy: strategy && {
      type: strategy.text('type'),
      rollingUpdate: rollingUpdate && {
        maxSurge: rollingUpdate.integerOrText('maxSurge'),
        maxUnavailable: rollingUpdate.integerOrText('maxUnavailable'),
      },
    },
    minReadySeconds: spec?.integer('minReadySeconds'),
    progressDeadlineSeconds: spec?.integer('progressDeadlineSeconds'),
    revisionHistoryLimit: spec?.integer('revisionHistoryLimit'),
    paused: spec?.boolean('paused'),
  };
}
