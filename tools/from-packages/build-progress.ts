import { clockText, countdownText } from '../../contract/countdown';
import { secondsLeft } from './time-left';

/** Reports of a part while it is built. */
export interface PartProgress {
  /** Share of the part's usual work that is left to do: the rest is in a compiler's cache. */
  toDo(share: number): void;
  /** This share of it is done. */
  done(share: number): void;
}

export interface PlannedPart {
  readonly name: string;
  readonly title: string;
  readonly expectedSeconds: number;
}

interface Entry {
  readonly title: string;
  expectedSeconds: number;
  done: number;
  begunSeconds?: number;
  spentSeconds: number;
}

/** Reading modules and linking, which no cache saves. */
const FIXED_SECONDS = 5;
/** A line at most this often while a long part is built. */
const QUIET_SECONDS = 20;

/** Says which part is being built, how much of it is done, and the time left for all of them. */
export class BuildProgress {
  private readonly entries: Map<string, Entry>;
  private spokenSeconds = 0;

  public constructor(
    parts: readonly PlannedPart[],
    private readonly print: (line: string) => void,
    private readonly nowSeconds: () => number,
  ) {
    this.entries = new Map(
      parts.map(({ name, title, expectedSeconds }) => [name, { title, expectedSeconds, done: 0, spentSeconds: 0 }]),
    );
  }

  /** Runs the work of one part under its heading. */
  public async run(name: string, work: (progress: PartProgress) => Promise<void>): Promise<void> {
    const entry = this.entries.get(name);
    if (entry === undefined) throw new Error(`part ${name} was not planned`);
    const position = [...this.entries.keys()].indexOf(name) + 1;
    entry.begunSeconds = this.nowSeconds();
    this.spokenSeconds = entry.begunSeconds;
    this.print(countdownText({ what: `==> [${position}/${this.entries.size}] ${entry.title}`, leftSeconds: this.leftSeconds() }));
    await work({
      toDo: (share) => {
        entry.expectedSeconds = FIXED_SECONDS + entry.expectedSeconds * share;
      },
      done: (share) => this.note(entry, share),
    });
    this.update(entry, 1);
    this.print(`    done in ${clockText(entry.spentSeconds)}`);
  }

  public leftSeconds(): number {
    return secondsLeft([...this.entries.values()]);
  }

  private note(entry: Entry, share: number): void {
    this.update(entry, share);
    const now = this.nowSeconds();
    if (now - this.spokenSeconds < QUIET_SECONDS) return;
    this.spokenSeconds = now;
    this.print(countdownText({ what: `    ${Math.floor(share * 100)} %`, leftSeconds: this.leftSeconds() }));
  }

  private update(entry: Entry, share: number): void {
    entry.done = share;
    entry.spentSeconds = this.nowSeconds() - (entry.begunSeconds ?? this.nowSeconds());
  }
}
