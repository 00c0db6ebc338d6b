import { rejected, type Problem } from '../problem';
import { DEPLOYMENT_DEFAULTS } from './defaults';
import type { DeploymentSpec } from './types';

/** What the API server has filled in wherever the user wrote nothing. */
type Strategy = NonNullable<DeploymentSpec['strategy']>;

/**
 * What the API server refuses in how a Deployment rolls.
 * Follows pkg/apis/apps/validation/validation.go, ValidateDeploymentSpec, v1.37.2, but for the selector and the template.
 */
export function validateDeployment(spec: DeploymentSpec): Problem[] {
  const { minReadySeconds = 0, progressDeadlineSeconds = DEPLOYMENT_DEFAULTS.progressDeadlineSeconds } = spec;
  const counts = (['replicas', 'minReadySeconds', 'progressDeadlineSeconds', 'revisionHistoryLimit'] as const).filter(
    (field) => (spec[field] ?? 0) < 0,
  );
  return [
    ...strategyProblems('spec.strategy', withDefaults(spec.strategy)),
    ...counts.map((field) => rejected(`spec.${field}`, `is ${spec[field] ?? 0}; must not be negative`)),
    ...(progressDeadlineSeconds <= minReadySeconds
      ? [
          rejected(
            'spec.progressDeadlineSeconds',
            `is ${progressDeadlineSeconds}; must be greater than minReadySeconds (${minReadySeconds})`,
          ),
        ]
      : []),
  ];
}

function withDefaults(strategy: DeploymentSpec['strategy']): Strategy {
  const type = strategy?.type ?? 'RollingUpdate';
  if (type !== 'RollingUpdate') return { ...strategy, type };
  return { type, rollingUpdate: { ...DEPLOYMENT_DEFAULTS.rollingUpdate, ...withoutGaps(strategy?.rollingUpdate) } };
}

/** A field that is undefined would hide the default. */
function withoutGaps(amounts: Strategy['rollingUpdate']): Strategy['rollingUpdate'] {
  return Object.fromEntries(Object.entries(amounts ?? {}).filter(([, amount]) => amount !== undefined));
}

const PERCENT = /^\d+%$/;

/**
 * Follows pkg/apis/apps/validation/validation.go, ValidateDeploymentStrategy and ValidateRollingUpdateDeployment, v1.37.2.
 *
 * @param path of the strategy in its object
 * @param strategy with the defaults of the API server
 */
export function strategyProblems(path: string, { type, rollingUpdate }: Strategy): Problem[] {
  if (type === 'Recreate')
    return rollingUpdate === undefined
      ? []
      : [rejected(`${path}.rollingUpdate`, "may not be specified when strategy type is 'Recreate'")];
  if (type !== 'RollingUpdate') return [rejected(`${path}.type`, `is "${type ?? ''}"; must be Recreate or RollingUpdate`)];
  const amounts = (['maxUnavailable', 'maxSurge'] as const).map((field) => [field, rollingUpdate?.[field] ?? 0] as const);
  const wrong = amounts.filter(([, amount]) => (typeof amount === 'number' ? amount < 0 : !PERCENT.test(amount)));
  if (wrong.length > 0)
    return wrong.map(([field]) => rejected(`${path}.rollingUpdate.${field}`, 'must be a number or a percentage'));
  const unavailable = amounts[0]?.[1] ?? 0;
  const problems =
    typeof unavailable === 'string' && Number.parseInt(unavailable, 10) > 100
      ? [rejected(`${path}.rollingUpdate.maxUnavailable`, 'must not be more than 100%')]
      : [];
  return amounts.every(([, amount]) => amount === 0 || amount === '0%')
    ? [...problems, rejected(`${path}.rollingUpdate.maxUnavailable`, 'may not be 0 when maxSurge is 0')]
    : problems;
}
