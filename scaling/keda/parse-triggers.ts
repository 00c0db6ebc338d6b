import { UserError } from '../../contract';
import type { TriggerContext } from './metadata';
import type { Scaler } from './scaler';
import { parseTrigger } from './triggers';
import type { Trigger } from './types';

/**
 * All triggers of an object as scalers.
 *
 * @param owner for messages, e.g. `ScaledObject/worker`
 * @throws UserError for the first one that KEDA would not start either
 */
export function parseTriggers(owner: string, triggers: readonly Trigger[], context?: TriggerContext): Scaler[] {
  return triggers.map((trigger, index) => {
    const { scaler, problems } = parseTrigger(trigger, index, `spec.triggers[${index}]`, context);
    if (scaler !== undefined) return scaler;
    const problem = problems.find(({ effect }) => effect === 'rejected');
    throw new UserError({
      where: `${owner}  ${problem?.path ?? `spec.triggers[${index}]`}`,
      problem: problem?.message ?? 'cannot be read',
      exit: 'config',
    });
  });
}
