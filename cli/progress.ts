import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface Step {
  /** Stable name under which the step's duration is remembered. */
  readonly id: string;
  readonly title: string;
  /** First guess of how long it takes; afterwards the last run's duration counts. */
  readonly estimateSeconds: number;
}

/** `2m05s`, `48s` */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
}

type Timings = Record<string, number>;

/** Prints each step with its number and the time left, as remembered from earlier runs on this machine. */
export class Progress {
  private readonly timings: Timings;
  private index = 0;

  public constructor(
    private readonly steps: readonly Step[],
    private readonly timingsFile: string,
    private readonly print: (line: string) => void,
    private readonly nowSeconds: () => number,
  ) {
    this.timings = readTimings(timingsFile);
  }

  /** Runs one step under its heading. Steps must be run in the order they were announced; skipped ones are passed over. */
  public async run<T>(id: string, work: () => Promise<T>): Promise<T> {
    this.index = this.steps.findIndex((step) => step.id === id);
    const step = this.steps[this.index];
    if (step === undefined) throw new Error(`step ${id} was not announced`);
    const leftSeconds = this.steps.slice(this.index).reduce((sum, later) => sum + this.expectedSeconds(later), 0);
    this.print(`==> [${this.index + 1}/${this.steps.length}] ${step.title}  (about ${clockText(leftSeconds)} left)`);
    const begun = this.nowSeconds();
    const value = await work();
    this.timings[id] = Math.round((this.nowSeconds() - begun) * 10) / 10;
    return value;
  }

  public note(text: string): void {
    this.print(`    ${text}`);
  }

  /** Remembers the durations for the next run's estimates. */
  public save(): void {
    mkdirSync(dirname(this.timingsFile), { recursive: true });
    writeFileSync(this.timingsFile, `${JSON.stringify(this.timings, null, 2)}\n`);
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
