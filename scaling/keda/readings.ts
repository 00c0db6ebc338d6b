import { parseFloat64 } from '../go-values';
import { cronWindows, isWithin } from './cron';
import type { CronSource, QueueSource, Reading, Source } from './scaler';

/** A consumer group as XINFO GROUPS tells it; lag is null when Redis cannot tell. */
export interface StreamGroup {
  readonly name: string;
  readonly lag: number | null;
}

/** What Redis answered about a stream. Only what the measure needs must be there. */
export interface StreamReplies {
  /** `redis_version` of INFO. */
  readonly redisVersion?: string;
  /** XINFO GROUPS; undefined when there is no such stream. */
  readonly groups?: readonly StreamGroup[];
  /** XLEN. */
  readonly length?: number;
  /** The summary of XPENDING. */
  readonly pending?: number;
}

/**
 * Follows KEDA 8b4f083, pkg/scalers/redis_streams_scaler.go, createEntriesCountFn: a stream without the consumer group counts all
 * its entries as lag, because the group appears only when a first consumer runs.
 */
export function redisStreamsReading(source: Source & { kind: 'redis-streams' }, replies: StreamReplies): Reading {
  const known = (count: number | undefined): Reading =>
    count === undefined ? { error: 'no answer from Redis' } : { value: count };
  if (source.measure === 'pendingEntries') return known(replies.pending);
  if (source.measure === 'streamLength') return known(replies.length);
  const major = Number.parseInt(replies.redisVersion ?? '', 10);
  if (Number.isNaN(major)) return { error: 'could not find Redis version number' };
  if (major < 7) return { error: `lag needs Redis 7 or newer, this is ${replies.redisVersion ?? ''}` };
  if (replies.groups === undefined) return { value: 0 };
  const group = replies.groups.find(({ name }) => name === source.consumerGroup);
  return group === undefined ? known(replies.length) : { value: group.lag ?? -1 };
}

/** The part of an answer of Prometheus' /api/v1/query that is read. */
export interface PrometheusAnswer {
  readonly data?: { readonly result?: readonly { readonly value?: readonly unknown[] }[] };
}

/** Follows KEDA 8b4f083, pkg/scalers/prometheus_scaler.go, ExecutePromQuery, from the parsed body on. */
export function prometheusReading(source: Source & { kind: 'prometheus' }, answer: PrometheusAnswer): Reading {
  const empty = (error: string): Reading => (source.ignoreNullValues ? { value: 0 } : { error });
  const result = answer.data?.result ?? [];
  const [series] = result;
  if (series === undefined) return empty("prometheus metrics 'prometheus' target may be lost, the result is empty");
  if (result.length > 1) return { error: `prometheus query ${source.query} returned multiple elements` };
  const values = series.value ?? [];
  if (values.length === 0) return empty("prometheus metrics 'prometheus' target may be lost, the value list is empty");
  if (values.length < 2) return { error: `prometheus query ${source.query} didn't return enough values` };
  const text = values[1];
  if (text === null) return { value: -1 };
  const value = typeof text === 'string' ? parseFloat64(text) : undefined;
  if (value === undefined) return { error: `prometheus value ${JSON.stringify(text)} is not a number` };
  return Number.isFinite(value) ? { value } : empty(`prometheus query returns ${value}`);
}

/** What a cron trigger reads at a moment, in milliseconds since 1970. Follows KEDA 8b4f083, pkg/scalers/cron_scaler.go. */
export function cronReading(source: CronSource, atMs: number): Reading {
  const windows = cronWindows(source);
  if (windows === undefined) return { error: `unable to load timezone ${source.timezone}` };
  return { value: isWithin(windows, atMs) ? source.desiredReplicas : 0 };
}

/**
 * What a trigger reports of the work in its queue. Kafka's lag is cut where it asks for more consumers than there are partitions.
 * Follows KEDA 8b4f083, pkg/scalers/kafka_scaler.go, getTotalLag.
 *
 * @param target per replica, in the unit of the work
 */
export function queueReading({ mostReplicas }: QueueSource, target: number, work: number): Reading {
  if (typeof mostReplicas !== 'number' || Math.floor(work / target) <= mostReplicas) return { value: work };
  return { value: mostReplicas * target };
}
