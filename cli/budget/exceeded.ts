import { UserError } from '../../contract/user-error';
import type { Activity } from './notes';

/** What ran out. */
export type Exceeded = { readonly of: 'time'; readonly seconds: number } | { readonly of: 'memory'; readonly gib: number };

const STARTING: Activity = { where: 'lab', what: 'read' };

/** What a person is told when a command was ended. */
export function exceededError(exceeded: Exceeded, { where, what }: Activity = STARTING): UserError {
  const problem =
    exceeded.of === 'time'
      ? `was still being ${what} after ${exceeded.seconds} s, which is the limit.`
      : `took more than ${exceeded.gib} GiB of memory while it was being ${what}, which is the limit.`;
  const less = what === 'simulated' ? 'Simulate less: --seeds, --scenario, --no-predict' : 'Leave it out, or give less at a time';
  return new UserError({
    where,
    problem,
    fix: exceeded.of === 'time' ? `${less}; or allow more time: --time-limit 10m.` : `${less}.`,
    code: 'limit-exceeded',
  });
}
