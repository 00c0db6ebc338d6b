import { createHash } from 'node:crypto';
import type Redis from 'ioredis';
import { z } from 'zod';
import { predictionResultSchema, type PredictionResult } from '../prediction';
import { ADMIT, BEGIN, CANCEL, FINISH, FLOW, GIVE_BACK, LOOK, STRAYS } from './job-scripts';
import {
  ClientQuotaError,
  ENDED_STATES,
  FAILURE_CODES,
  KeyReusedError,
  QUEUE_NAME,
  QueueFullError,
  type Failure,
  type Flow,
  type JobView,
  type Submission,
} from './job-queue';

const PREFIX = `lab:${QUEUE_NAME}:`;
const BULL_PREFIX = `bull:${QUEUE_NAME}:`;
const key = (name: string) => `${PREFIX}${name}`;
const OPEN = key('open');
const TOTALS = key('totals');
const CLIENTS = key('clients');

/** Bytes of a job in Redis besides its texts: record, BullMQ's job and its places in lists. */
const JOB_BYTES = 2048;
/** Bytes of the answer for one text. */
const RESULT_BYTES_PER_TEXT = 192;
/** From this age on, a job that BullMQ does not know is a stray. */
const STRAY_AFTER_MS = 5000;
const STRAYS_AT_ONCE = 1000;
const LONGEST_RETRY_AFTER_SECONDS = 600;

/** Bounds of admission. */
export interface AdmissionBounds {
  /** Unfinished jobs. */
  readonly maxJobs: number;
  /** Bytes that unfinished jobs may hold. */
  readonly maxBytes: number;
  /** The part of both, and of the server's memory, that one client may hold. */
  readonly clientShare: number;
  /** The part of the server's maxmemory up to which jobs are admitted; the rest is for working on them. */
  readonly memoryShare: number;
}

export interface Admitted {
  /** Of the new job, or of the one that the key named before. */
  readonly id: string;
  /** Undefined when this submission was accepted before. */
  readonly priority: number | undefined;
}

/** A job that a worker has begun. */
export interface Begun {
  /** Ends the job only if no later attempt has begun. */
  readonly token: number;
  readonly texts: readonly string[];
  readonly createdAtMs: number;
  readonly startedAtMs: number;
}

export type Outcome =
  | { readonly state: 'completed'; readonly result: PredictionResult }
  | { readonly state: 'failed' | 'dead'; readonly failure: Failure };

const textsSchema = z.array(z.string()).min(1);
const failureSchema = z.object({ code: z.enum(FAILURE_CODES), message: z.string() });

/** Records of jobs in Redis. Each step is one script, so that a job has exactly one end. */
export class JobStore {
  public constructor(private readonly redis: Redis) {}

  /**
   * @throws KeyReusedError, QueueFullError, ClientQuotaError
   */
  public async admit(id: string, submission: Submission, ttlMs: number, bounds: AdmissionBounds): Promise<Admitted> {
    const payload = JSON.stringify(submission.texts);
    const bytes = Buffer.byteLength(payload) + JOB_BYTES + RESULT_BYTES_PER_TEXT * submission.texts.length;
    const keyName = submission.key === undefined ? key('key:') : key(`key:${digestOf(submission.key)}`);
    const answer = (await ADMIT.run(
      this.redis,
      [key(`job:${id}`), key(`payload:${id}`), OPEN, TOTALS, CLIENTS, keyName],
      [
        ...[id, digestOf(payload), payload, submission.client, submission.texts.length, bytes, ttlMs],
        ...[bounds.maxJobs, bounds.maxBytes, bounds.clientShare, bounds.memoryShare, submission.key === undefined ? 0 : 1],
      ],
    )) as [string, ...unknown[]];
    switch (answer[0]) {
      case 'admitted':
        return { id, priority: Number(answer[1]) };
      case 'known':
        return { id: String(answer[1]), priority: undefined };
      case 'reused':
        throw new KeyReusedError();
      case 'quota':
        throw new ClientQuotaError(drainSeconds(answer[2], answer[3]));
      default:
        throw new QueueFullError(String(answer[1]), drainSeconds(answer[2], answer[3]));
    }
  }

  /** Undefined when the job is over; without texts when its attempts are spent. */
  public async begin(id: string, maxAttempts: number): Promise<Begun | undefined> {
    const answer = (await BEGIN.run(this.redis, [key(`job:${id}`), key(`payload:${id}`), TOTALS], [maxAttempts])) as unknown[];
    if (answer[0] === 'over') return undefined;
    const token = Number(answer[1]);
    if (answer[0] === 'spent') return { token, texts: [], createdAtMs: 0, startedAtMs: 0 };
    const texts = textsSchema.parse(JSON.parse(String(answer[2])));
    return { token, texts, createdAtMs: Number(answer[3]), startedAtMs: Number(answer[4]) };
  }

  /** When the job ended, milliseconds since 1970; undefined when another attempt has it, or it is over. */
  public async finish(id: string, token: number, outcome: Outcome): Promise<number | undefined> {
    const value = JSON.stringify(outcome.state === 'completed' ? outcome.result : outcome.failure);
    return Number(await FINISH.run(this.redis, this.endingKeys(id), [id, token, outcome.state, value])) || undefined;
  }

  /** The job waits for another attempt. */
  public async giveBack(id: string, token: number): Promise<void> {
    await GIVE_BACK.run(this.redis, [key(`job:${id}`)], [token]);
  }

  /** Ends a job that is not over. False when there is no such job. */
  public async cancel(id: string): Promise<boolean> {
    const failure: Failure = { code: 'cancelled', message: 'The job was cancelled.' };
    return (await CANCEL.run(this.redis, this.endingKeys(id), [id, JSON.stringify(failure)])) !== null;
  }

  public async look(id: string): Promise<JobView | undefined> {
    const answer = (await LOOK.run(this.redis, [key(`job:${id}`), key(`result:${id}`), OPEN, TOTALS], [id])) as unknown[];
    if (answer.length === 0) return undefined;
    const [state, createdAt, startedAt, finishedAt, ended, place, rate] = answer;
    const ms = (value: unknown) => (value === null ? undefined : Number(value));
    const waiting = state === 'waiting';
    const json: unknown = typeof ended === 'string' ? JSON.parse(ended) : undefined;
    return {
      id,
      status: state === 'dead' ? 'failed' : (state as JobView['status']),
      createdAtMs: Number(createdAt),
      startedAtMs: waiting ? undefined : ms(startedAt),
      finishedAtMs: ms(finishedAt),
      result: state === 'completed' ? predictionResultSchema.parse(json) : undefined,
      failure: state === 'completed' || json === undefined ? undefined : failureSchema.parse(json),
      line: waiting && place !== null ? { ahead: Number(place), waitSeconds: drainSeconds(place, rate) } : undefined,
    };
  }

  /** How many jobs ended how, since the store began. */
  public async ended(): Promise<Readonly<Record<(typeof ENDED_STATES)[number], number>>> {
    const counts = await this.redis.hmget(TOTALS, ...ENDED_STATES);
    const entries = ENDED_STATES.map((state, index) => [state, Number(counts[index] ?? 0)] as const);
    return Object.fromEntries(entries) as Record<(typeof ENDED_STATES)[number], number>;
  }

  public async flow(): Promise<Flow> {
    const [oldestMs, rate] = (await FLOW.run(this.redis, [OPEN, TOTALS], [])) as [number | null, string];
    return { oldestSeconds: (oldestMs ?? 0) / 1000, drainPerSecond: Number(rate) };
  }

  /** Unfinished jobs that BullMQ does not know, with their priority. */
  public async strays(): Promise<readonly (readonly [id: string, priority: number])[]> {
    const flat = (await STRAYS.run(this.redis, [OPEN], [key('job:'), BULL_PREFIX, STRAY_AFTER_MS, STRAYS_AT_ONCE])) as string[];
    return flat.flatMap((id, index) => (index % 2 === 0 ? [[id, Number(flat[index + 1])] as const] : []));
  }

  /** True for one caller per period, among all replicas: that one does the common work. */
  public async takesTurn(task: string, periodMs: number): Promise<boolean> {
    return (await this.redis.set(key(`turn:${task}`), '1', 'PX', periodMs, 'NX')) === 'OK';
  }

  /** A random text that all replicas share; it lives as long as the store. */
  public async secret(candidate: string): Promise<string> {
    const known = await this.redis.get(key('secret'));
    if (known !== null) return known;
    await this.redis.set(key('secret'), candidate, 'NX');
    return (await this.redis.get(key('secret'))) ?? candidate;
  }

  /** Memory of the server in bytes; without a bound `max` is 0. */
  public async memory(): Promise<{ readonly used: number; readonly max: number }> {
    const info = await this.redis.info('memory');
    const field = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1] ?? 0);
    return { used: field('used_memory'), max: field('maxmemory') };
  }

  private endingKeys(id: string): readonly string[] {
    return [key(`job:${id}`), key(`payload:${id}`), key(`result:${id}`), OPEN, TOTALS, CLIENTS];
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}

/** Whole seconds until so many jobs are done, at the rate of recent ends. */
function drainSeconds(jobs: unknown, ratePerSecond: unknown): number {
  const seconds = Number(jobs) / Number(ratePerSecond);
  if (Number.isNaN(seconds)) return 1;
  return Math.min(LONGEST_RETRY_AFTER_SECONDS, Math.max(1, Math.ceil(seconds)));
}
