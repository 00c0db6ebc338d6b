import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { RedisServer } from '../../apps/queue/src/testing/redis-server';
import type { Driver, Seen, System } from './driver';
import type { Fault } from './faults';

export interface TrialOptions {
  readonly driver: Driver;
  readonly fault: Fault;
  readonly jobs: number;
  /** The program of a Redis or Valkey server. */
  readonly redis: string;
  /** Without any job's end for so long, what is open is lost. */
  readonly patienceMs: number;
  readonly signal?: AbortSignal;
}

/** What became of the jobs of a trial. */
export interface TrialResult {
  readonly driver: string;
  readonly fault: string;
  /** False when the jobs were over before the fault could happen. */
  readonly struck: boolean;
  readonly accepted: number;
  readonly refused: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Accepted, and never ended or not known any more. */
  readonly lost: number;
  /** Ended, and later seen to have ended otherwise. */
  readonly changed: number;
  /** Harmless jobs that were worked on more than once: at-least-once, so this is no failure. */
  readonly executedTwice: number;
  /** From the fault until the end of the jobs that were open then, milliseconds. */
  readonly recoveryP50Ms: number | undefined;
  readonly recoveryP95Ms: number | undefined;
  readonly recoveryMaxMs: number | undefined;
  readonly seconds: number;
}

const SUBMITTERS = 16;
const LOOKERS = 32;
const CALL_MS = 1;
const MAX_OPEN_JOBS = 5000;
const RETRY_MS = 50;
const LOOK_AGAIN = 2000;

/** Runs load against a fresh system, strikes once, and waits until every accepted job has ended or is given up. */
export async function runTrial(options: TrialOptions): Promise<TrialResult> {
  const { driver, fault, redis } = options;
  const folder = mkdtempSync(join(tmpdir(), 'lab-faults-'));
  const server = await RedisServer.create(redis);
  const ledger = join(folder, 'executions');
  let system: System | undefined;
  try {
    await server.start('--appendfsync', fault.appendfsync);
    const { callMs = CALL_MS, maxOpenJobs = MAX_OPEN_JOBS } = fault.load;
    system = await driver.start({ server, ledger, workers: 2, callMs, maxOpenJobs });
    const client = new Client(system, server, options);
    const result = await client.run();
    await system.close();
    return { ...result, executedTwice: await executedTwice(ledger, options.jobs) };
  } finally {
    await system?.close();
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface OpenJob {
  readonly job: number;
  readonly id: string;
  readonly acceptedAt: number;
}

type Ended = Exclude<Seen, 'open' | 'unknown' | 'missing'>;

/** The client that keeps the ledger: what it was promised, and what came of it. */
class Client {
  private readonly startedAt = performance.now();
  private readonly open: OpenJob[] = [];
  private readonly ended: Record<Ended, number> = { completed: 0, failed: 0, cancelled: 0 };
  private readonly toLookAtAgain: { readonly id: string; readonly seen: Ended }[] = [];
  private readonly recoveries: number[] = [];
  private next = 0;
  private accepted = 0;
  private refused = 0;
  private missing = 0;
  private struckAt: number | undefined;
  private strike: Promise<void> | undefined;
  private lastProgressAt = performance.now();

  public constructor(
    private readonly system: System,
    private readonly server: RedisServer,
    private readonly options: TrialOptions,
  ) {}

  public async run(): Promise<Omit<TrialResult, 'executedTwice'>> {
    let submitting = true;
    const submitters = Promise.all(Array.from({ length: SUBMITTERS }, () => this.submitAll())).then(async () => {
      while (this.strike === undefined && this.isPatient()) await delay(RETRY_MS);
      await this.strike;
      submitting = false;
      this.lastProgressAt = performance.now();
    });
    await Promise.all([submitters, ...Array.from({ length: LOOKERS }, () => this.look(() => submitting))]);
    const changed = await this.lookAgain();
    const sorted = this.recoveries.sort((one, other) => one - other);
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
    return {
      driver: this.options.driver.name,
      fault: this.options.fault.name,
      accepted: this.accepted,
      refused: this.refused,
      ...this.ended,
      struck: this.strike !== undefined,
      lost: this.open.length + this.missing,
      changed,
      recoveryP50Ms: at(0.5),
      recoveryP95Ms: at(0.95),
      recoveryMaxMs: at(1),
      seconds: (performance.now() - this.startedAt) / 1000,
    };
  }

  private async submitAll(): Promise<void> {
    const { jobs, signal } = this.options;
    while (this.next < jobs) {
      signal?.throwIfAborted();
      const job = this.next++;
      await this.submitOne(job);
      this.lastProgressAt = performance.now();
      this.strikeInTime();
    }
  }

  /** When a third of the jobs are accepted and workers are at work: some of what they have in hand is then open. */
  private strikeInTime(): void {
    const { completed, failed } = this.ended;
    if (this.strike !== undefined || this.accepted < this.options.jobs / 3 || completed + failed === 0) return;
    this.struckAt = performance.now();
    this.strike = this.options.fault.strike(this.system, this.server);
  }

  private isPatient(): boolean {
    return performance.now() - this.lastProgressAt < this.options.patienceMs;
  }

  /** As a client does that wants its job done: again under the same key until it is accepted. */
  private async submitOne(job: number): Promise<void> {
    const { poison, copies = 1, cancels } = this.options.fault.load;
    const text = [poison?.(job), String(job)].filter((part) => part !== undefined).join(' ');
    for (;;) {
      this.options.signal?.throwIfAborted();
      const submissions = await Promise.all(Array.from({ length: copies }, () => this.system.submit(text, `job-${job}`)));
      const ids = new Set(submissions.flatMap((one) => (one.outcome === 'accepted' ? [one.id] : [])));
      if (submissions.some(({ outcome }) => outcome === 'refused')) this.refused++;
      for (const id of ids) {
        this.accepted++;
        this.open.push({ job, id, acceptedAt: performance.now() });
        if (cancels?.(job) === true) await this.system.cancel?.(id);
      }
      if (ids.size > 0) return;
      await delay(RETRY_MS);
    }
  }

  private async look(isSubmitting: () => boolean): Promise<void> {
    for (;;) {
      this.options.signal?.throwIfAborted();
      const one = this.open.shift();
      if (one === undefined) {
        if (!isSubmitting()) return;
        await delay(RETRY_MS);
        continue;
      }
      const seen = await this.system.see(one.id);
      if (seen === 'open' || seen === 'unknown') {
        this.open.push(one);
        if (!isSubmitting() && !this.isPatient()) return;
        await delay(RETRY_MS);
      } else this.end(one, seen);
    }
  }

  private end({ id, acceptedAt }: OpenJob, seen: Ended | 'missing'): void {
    this.lastProgressAt = performance.now();
    const struckBefore = this.strike !== undefined;
    if (seen === 'missing') {
      this.missing++;
      return;
    }
    this.ended[seen]++;
    this.strikeInTime();
    if (this.struckAt !== undefined && acceptedAt < this.struckAt && struckBefore)
      this.recoveries.push(performance.now() - this.struckAt);
    if (this.toLookAtAgain.length < LOOK_AGAIN) this.toLookAtAgain.push({ id, seen });
  }

  /** A job that ended stays as it ended. */
  private async lookAgain(): Promise<number> {
    let changed = 0;
    for (const { id, seen } of this.toLookAtAgain) if ((await this.system.see(id)) !== seen) changed++;
    return changed;
  }
}

/** Jobs without poison that more than one line of the ledger names. */
async function executedTwice(ledger: string, jobs: number): Promise<number> {
  const times = new Uint8Array(jobs);
  try {
    for await (const line of createInterface({ input: createReadStream(ledger) })) {
      const job = /^\d+$/.test(line) ? Number(line) : -1;
      if (job >= 0 && job < jobs) times[job] = Math.min(255, (times[job] ?? 0) + 1);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return times.reduce((sum, one) => sum + (one > 1 ? 1 : 0), 0);
}
