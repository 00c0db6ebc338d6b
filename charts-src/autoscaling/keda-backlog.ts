import type { KedaSettings } from '../../contract';
import type { Problem } from '../problem';

/** Where BullMQ keeps jobs that are not finished; together they are the backlog. */
const BACKLOG = ['wait', 'prioritized', 'active', 'delayed'] as const;
const BULL_KEY = /^bull:([^:]+):(\w+)$/;

/**
 * Scaling on `wait` alone counts a job as gone the moment a worker takes it, and never sees prioritized or delayed ones:
 * workers are removed while they hold jobs.
 */
export function backlogProblems(triggers: KedaSettings['triggers']): Problem[] {
  const watched = new Map<string, Set<string>>();
  const firstIndex = new Map<string, number>();
  triggers.forEach((trigger, index) => {
    const [, queue, state] = BULL_KEY.exec(trigger.metadata['listName'] ?? '') ?? [];
    if (queue === undefined || state === undefined) return;
    watched.set(queue, (watched.get(queue) ?? new Set<string>()).add(state));
    if (!firstIndex.has(queue)) firstIndex.set(queue, index);
  });
  return [...watched].flatMap(([queue, states]) => {
    const missing = BACKLOG.filter((state) => !states.has(state));
    return missing.length === 0
      ? []
      : [
          {
            field: `triggers[${firstIndex.get(queue) ?? 0}].metadata.listName`,
            problem: `the backlog of queue ${queue} is counted without ${missing.join(', ')}`,
            fix: `Add redis triggers for ${missing.map((state) => `bull:${queue}:${state}`).join(', ')}.`,
          },
        ];
  });
}
