import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { clockText, countdownText, readCountdown } from '../contract';

export { clockText };

export interface Step {
  /** Stable name under which the step's duration is remembered. */
  readonly id: string;
  readonly title: string;
  /** First guess of how long it takes. Afterwards the last run's duration counts. */
  readonly estimateSeconds: number;
}

type Timings = Record<string, number>;

const TICK_MS = 1000;
/** Something is said of a long step at least this often. */
const QUIET_SECONDS = 60;

/** Prints each step with its number, and the time left for the whole run, from what earlier runs took on this machine. */
export class Progress {
  private readonly timings: Timings;
  private index = 0;
  private begunSeconds = 0;
  private spokenSeconds = 0;
  private isLate = false;

  public constructor(
    private readonly steps: readonly Step[],
    private readonly timingsFile: string,
    private readonly print: (line: string) => void,
    private readonly nowSeconds: () => number = () => performance.now() / 1000,
  ) {
    this.timings = readTimings(timingsFile);
  }

  /**
   * Runs one step under its heading. Steps run in the order they were announced; skipped ones are passed over.
   *
   * @param isTypical false = what it took says nothing about the next run, because it failed early for example
   */
  public async run<T>(id: string, work: () => Promise<T>, isTypical: (value: T) => boolean = () => true): Promise<T> {
    this.index = this.steps.findIndex((step) => step.id === id);
    const step = this.steps[this.index];
    if (step === undefined) throw new Error(`step ${id} was not announced`);
    this.begunSeconds = this.nowSeconds();
    this.isLate = false;
    const what = `==> [${this.index + 1}/${this.steps.length}] ${step.title}`;
    this.say(countdownText({ what, leftSeconds: this.expectedSeconds(step) + this.laterSeconds() }));
    const timer = setInterval(() => this.tick(step), TICK_MS);
    try {
      const value = await work();
      if (isTypical(value)) this.timings[id] = Math.round((this.nowSeconds() - this.begunSeconds) * 10) / 10;
      return value;
    } finally {
      clearInterval(timer);
    }
  }

  public note(text: string): void {
    this.say(`    ${text}`);
  }

  /** A line of the running step's log. Where it counts down by itself, the time of the later steps is added. */
  public log(line: string): void {
    const own = readCountdown(line);
    this.note(own === undefined ? line : countdownText({ ...own, leftSeconds: own.leftSeconds + this.laterSeconds() }));
  }

  /** Remembers the durations for the next run's estimates. */
  public save(): void {
    mkdirSync(dirname(this.timingsFile), { recursive: true });
    writeFileSync(this.timingsFile, `${JSON.stringify(this.timings, null, 2)}\n`);
  }

  /** Keeps the time left true while a step runs: counts down, and says when the step takes longer than expected. */
  private tick(step: Step): void {
    const now = this.nowSeconds();
    const spentSeconds = now - this.begunSeconds;
    const expectedSeconds = this.expectedSeconds(step);
    const isLate = spentSeconds > expectedSeconds + Math.max(5, expectedSeconds / 5);
    if (isLate === this.isLate && now - this.spokenSeconds < QUIET_SECONDS) return;
    this.isLate = isLate;
    if (!isLate) {
      const leftSeconds = Math.max(0, expectedSeconds - spentSeconds) + this.laterSeconds();
      this.note(countdownText({ what: 'still running', leftSeconds }));
      return;
    }
    const later = this.laterSeconds();
    const rest = later === 0 ? '' : `; about ${clockText(later)} left after it`;
    this.note(`longer than the ${clockText(expectedSeconds)} expected: ${clockText(spentSeconds)} so far${rest}`);
  }

  private say(line: string): void {
    this.spokenSeconds = this.nowSeconds();
    this.print(line);
  }

  private laterSeconds(): number {
    return this.steps.slice(this.index + 1).reduce((sum, later) => sum + this.expectedSeconds(later), 0);
  }

  private expectedSeconds(step: Step): number {
    return this.timings[step.id] ?? step.estimateSeconds;
  }
}

function readTimings(file: string): Timings {
  try {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) return {};
    return Object.fromEntries(Object.entries(parsed).filter((entry): entry is [string, number] => typeof entry[1] === 'number'));
  } catch {
    // No run yet, or a file somebody edited: estimates start from the first guess.
    return {};
  }
}
