import { completeDeployment, DEPLOYMENT_DEFAULTS, type DeploymentSpec, type IntOrPercent } from '../../rollout';
import { setting, type Setting } from './setting';

/** How a Deployment rolls out a new pod template, defaults filled in: what is written as the default is no change. */
export function rolloutSettings(spec: DeploymentSpec): Setting[] {
  const { strategy, minReadySeconds, progressDeadlineSeconds, paused } = completeDeployment(spec);
  const { rollingUpdate } = DEPLOYMENT_DEFAULTS;
  return [
    usual(setting('strategy', 'strategy', strategy.type), strategy.type === 'RollingUpdate'),
    ...(strategy.type === 'Recreate'
      ? []
      : [
          usual(amount('maxSurge', strategy.maxSurge), strategy.maxSurge === rollingUpdate.maxSurge),
          usual(amount('maxUnavailable', strategy.maxUnavailable), strategy.maxUnavailable === rollingUpdate.maxUnavailable),
        ]),
    usual(setting('minReadySeconds', 'available once ready for', minReadySeconds, ' s'), minReadySeconds === 0),
    usual(
      setting('progressDeadline', 'progress deadline', progressDeadlineSeconds, ' s'),
      progressDeadlineSeconds === DEPLOYMENT_DEFAULTS.progressDeadlineSeconds,
    ),
    usual(setting('paused', 'rollouts', paused ? 'paused' : 'run'), !paused),
  ];
}

function amount(field: 'maxSurge' | 'maxUnavailable', value: IntOrPercent): Setting {
  const percent = /^(\d+)%$/.exec(String(value))?.[1];
  return percent === undefined ? setting(field, field, value) : setting(field, field, percent, ' %');
}

function usual(one: Setting, isDefault: boolean): Setting {
  return isDefault ? { ...one, isDefault } : one;
}
