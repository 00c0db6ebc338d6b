import type { QueueSource } from '../../keda';
import type { Signal } from '../config';

/** What names of metrics usually say, the more telling first. */
const MEANINGS: readonly (readonly [pattern: RegExp, signal: Signal])[] = [
  [/per[-_ ]?sec|\brps\b|\bqps\b|_rps|_qps|rate\b|rate\(|throughput/i, 'rps'],
  [/in[-_ ]?flight|concurren|outstanding|active|running|connections|sessions/i, 'inFlight'],
  [/queue|backlog|lag\b|_lag|pending|waiting|depth|messages|jobs/i, 'queueLength'],
  [/requests?\b|_requests?|hits|http/i, 'rps'],
];
/** Names of metrics that do not follow from request counts. */
const OTHER = /latency|duration|seconds_(bucket|sum)|quantile|memory|bytes|gpu|temperature|error|cpu/i;

/** What a custom, external or Prometheus metric most likely measures, by its name or query; undefined when it does not tell. */
export function signalOfMetric(text: string): Signal | undefined {
  return OTHER.test(text) ? undefined : MEANINGS.find(([pattern]) => pattern.test(text))?.[1];
}

/**
 * What a Redis list of a job queue holds. BullMQ keeps a job that waits in `wait` and one that a worker holds in `active`;
 * prioritized, delayed and paused jobs have lists of their own, and a simulated job is none of these.
 */
export function signalOfRedisList(listName: string): Signal {
  const [, part = ''] = /:(wait|active|prioritized|delayed|paused)$/.exec(listName) ?? [];
  if (part === 'active') return 'inWork';
  return part === '' || part === 'wait' ? 'queueLength' : 'nothing';
}

const OF_QUEUE: Readonly<Record<QueueSource['counts'], Signal>> = {
  waiting: 'queueLength',
  unfinished: 'inFlight',
  arrivals: 'rps',
};

/** What a trigger on a message queue counts. */
export function signalOfQueue({ counts }: QueueSource): Signal {
  return OF_QUEUE[counts];
}
