import { UserError } from '../../contract';
import { firstRejection } from '../problem';
import type { TriggerContext } from './metadata';
import type { Scaler } from './scaler';
import { MODELLED_TYPES, parseTrigger } from './triggers';
import type { Trigger } from './types';

/**
 * All triggers of an object as scalers.
 *
 * @param owner for messages, e.g. `ScaledObject/worker`
 * @throws UserError for the first one that KEDA would not start either
 */
export function parseTriggers(owner: string, triggers: readonly Trigger[], context?: TriggerContext): Scaler[] {
  return triggers.map((trigger, index) => {
    const path = `spec.triggers[${index}]`;
    const { scaler, problems } = parseTrigger(trigger, index, path, context);
    if (scaler !== undefined) return scaler;
    const problem = firstRejection(problems);
    throw new UserError({
      where: `${owner}  ${problem?.path ?? `${path}.type`}`,
      problem: problem?.message ?? `${trigger.type} is not modelled here. Modelled: ${MODELLED_TYPES.join(', ')}.`,
      code: problem === undefined ? 'not-modelled' : 'manifest-wrong',
    });
  });
}
