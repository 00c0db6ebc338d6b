import { nearest } from '../../../contract/nearest';
import type { Workload } from '../../simulate';

/**
 * How the program in a pod serves requests, which no manifest says.
 *
 * - `unlimited`: as many at a time as come; those that compute share the pod's cores (goroutines, async with threads to compute in)
 * - `threads`: so many at a time, which share the pod's cores
 * - `workers`: one process or thread per request at a time, as many as given, or as the pod has cores
 * - `event-loop`: as many at a time as come, computing one after another (Node); with a count, so many loops
 */
export interface ServerKind {
  readonly kind: 'unlimited' | 'threads' | 'workers' | 'event-loop';
  readonly count?: number;
}

export const DEFAULT_SERVER: ServerKind = { kind: 'unlimited' };
/** One request per core at a time. */
export const ONE_PER_CORE: ServerKind = { kind: 'workers' };

const KINDS: readonly ServerKind['kind'][] = ['unlimited', 'threads', 'workers', 'event-loop'];
export const SERVER_FORMS = 'unlimited, threads:N, workers, workers:N, event-loop or event-loop:N';

/** Reads `threads:40`. @returns in words what is wrong, where something is */
export function parseServer(text: string): ServerKind | string {
  const [name = '', count, ...rest] = text.split(':');
  const kind = KINDS.find((one) => one === name);
  if (kind === undefined) {
    const close = nearest(name, KINDS);
    return `is no kind of server.${close === undefined ? '' : ` Did you mean ${close}?`}`;
  }
  if (rest.length > 0 || (count !== undefined && !/^[1-9]\d{0,4}$/.test(count)))
    return 'needs a whole number from 1 to 99999 after the colon.';
  if (kind === 'unlimited' && count !== undefined) return 'takes no number: unlimited is without one.';
  if (kind === 'threads' && count === undefined) return 'needs a number: threads:40';
  return count === undefined ? { kind } : { kind, count: Number(count) };
}

export function serverText({ kind, count }: ServerKind): string {
  return count === undefined ? kind : `${kind}:${count}`;
}

/** @param cores that a pod may use at a time, whole */
export function servingOf({ kind, count }: ServerKind, cores: number): Pick<Workload, 'concurrency' | 'cores' | 'discipline'> {
  switch (kind) {
    case 'unlimited':
      return { concurrency: 0, cores, discipline: 'sharing' };
    case 'threads':
    case 'workers':
      return { concurrency: count ?? cores, cores, discipline: 'sharing' };
    case 'event-loop':
      return { concurrency: 0, cores: Math.min(cores, count ?? 1), discipline: 'fifo' };
  }
}

/** For the reader of a prediction. */
export function serverWords({ kind, count }: ServerKind): string {
  switch (kind) {
    case 'unlimited':
      return 'A pod takes every request that comes (or containerConcurrency), and those that compute share its cores';
    case 'threads':
      return `A pod works on ${count ?? 1} requests at a time (or containerConcurrency), and those that compute share its cores`;
    case 'workers':
      return `A pod works on ${count === undefined ? 'one request per core' : `${count} requests`} at a time (or containerConcurrency)`;
    case 'event-loop':
      return `A pod takes every request that comes (or containerConcurrency) and computes ${
        count === undefined || count === 1 ? 'one after another' : `${count} at a time`
      }, as an event loop does`;
  }
}
