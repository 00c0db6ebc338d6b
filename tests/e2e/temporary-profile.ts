import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { REPO } from './lab';

export interface Phase {
  readonly seconds: number;
  readonly rps: number;
}

/** Scenarios and benchmarks of a profile, as a test that has less time than a user changes them. */
export interface Shortened {
  readonly scenarios: Record<string, { phases: readonly Phase[] }>;
  readonly benchmarks: Record<string, { readonly scenario: string; settleSeconds: number }>;
}

/** Gives a benchmark other phases, and another time to watch after them. */
export function shorten(
  { scenarios, benchmarks }: Shortened,
  name: string,
  { phases, settleSeconds }: { readonly phases: readonly Phase[]; readonly settleSeconds: number },
): void {
  const benchmark = benchmarks[name]!;
  benchmark.settleSeconds = settleSeconds;
  scenarios[benchmark.scenario]!.phases = phases;
}

/**
 * A profile of the repository with something else in it, as a profile of its own, `lab.<name>.yaml`, while a test runs.
 *
 * @typeParam Overlay what of the file the test changes
 */
export class TemporaryProfile<Overlay> {
  private readonly file: string;

  public constructor(
    private readonly base: string,
    public readonly name: string,
  ) {
    this.file = join(REPO, `lab.${name}.yaml`);
  }

  /** Writes the profile anew; `change` gets the repository's. */
  public write(change: (overlay: Overlay) => void): void {
    const overlay = parse(readFileSync(join(REPO, `lab.${this.base}.yaml`), 'utf8')) as Overlay;
    change(overlay);
    writeFileSync(this.file, stringify(overlay));
  }

  public remove(): void {
    rmSync(this.file, { force: true });
  }
}
