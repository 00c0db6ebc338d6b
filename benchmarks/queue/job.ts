import { isObject, predictAnswer, type PredictAnswer } from '../load/predict';

/** A job as GET /v1/jobs/<id> returns it; times are milliseconds since the epoch by the service's own clocks. */
export interface Job {
  readonly status: 'waiting' | 'active' | 'completed' | 'failed';
  readonly createdMs: number;
  readonly startedMs: number | undefined;
  readonly finishedMs: number | undefined;
  /** Undefined until completed, or when it is not a valid answer for the job's texts. */
  readonly result: PredictAnswer | undefined;
}

const STATUSES = ['waiting', 'active', 'completed', 'failed'] as const;

export function parseJob(value: unknown, texts: number): Job | undefined {
  if (!isObject(value)) return undefined;
  const status = STATUSES.find((one) => one === value['status']);
  const createdMs = time(value['createdAt']);
  if (status === undefined || createdMs === undefined) return undefined;
  return {
    status,
    createdMs,
    startedMs: time(value['startedAt']),
    finishedMs: time(value['finishedAt']),
    result: predictAnswer(value['result'], texts),
  };
}

function time(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}

export interface QueueCounts {
  /** Jobs that are not done: waiting, active, prioritized and delayed. */
  readonly backlog: number;
  /** Jobs that are: completed and failed, as far as the service still remembers them. */
  readonly done: number;
}

export function parseCounts(value: unknown): QueueCounts | undefined {
  if (!isObject(value)) return undefined;
  const sum = (names: readonly string[]): number =>
    names.reduce((total, name) => total + (typeof value[name] === 'number' ? value[name] : 0), 0);
  return typeof value['waiting'] === 'number'
    ? { backlog: sum(['waiting', 'active', 'prioritized', 'delayed']), done: sum(['completed', 'failed']) }
    : undefined;
}
