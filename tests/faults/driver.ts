import type { RedisServer } from '../../apps/queue/src/testing/redis-server';
import type { Supervised } from './process';

/** What the client knows after a submission. After `unknown` the job may have been accepted or not. */
export type Submission = { readonly outcome: 'accepted'; readonly id: string } | { readonly outcome: 'refused' | 'unknown' };

/** What the client sees of an accepted job. `unknown` while nobody answers. */
export type Seen = 'open' | 'completed' | 'failed' | 'cancelled' | 'missing' | 'unknown';

export interface SystemOptions {
  readonly server: RedisServer;
  /** Every worker appends one line for each text before it works on it. */
  readonly ledger: string;
  readonly workers: number;
  /** How long the stand-in for the model takes for a call. */
  readonly callMs: number;
  /** Unfinished jobs that are accepted at most, where the queue knows such a bound. */
  readonly maxOpenJobs: number;
}

/** A queue under test: its processes and a client of it. */
export interface System {
  readonly workers: readonly Supervised[];
  /** Undefined where clients talk to the server themselves. */
  readonly api: Supervised | undefined;
  /** Two submissions under one key are one job, where the queue knows keys. */
  submit(text: string, key: string): Promise<Submission>;
  see(id: string): Promise<Seen>;
  /** Undefined where the queue knows no cancel. */
  readonly cancel: ((id: string) => Promise<void>) | undefined;
  close(): Promise<void>;
}

export interface Driver {
  readonly name: string;
  readonly what: string;
  start(options: SystemOptions): Promise<System>;
}
