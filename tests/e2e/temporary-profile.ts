import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { readLab, type BenchmarkOf } from '../../contract';
import { REPO } from './lab';

export interface Phase {
  readonly seconds: number;
  readonly rps: number;
}

/** What a test that has less time than a user changes of an autoscaling benchmark. */
export interface Shorter {
  readonly phases: readonly Phase[];
  readonly settleSeconds: number;
}

/** A profile of the repository with some settings changed, as a profile of its own, `profiles/<name>.yaml`, while a test runs. */
export class TemporaryProfile {
  private readonly file: string;

  public constructor(
    private readonly base: string,
    public readonly name: string,
  ) {
    this.file = join(REPO, 'profiles', `${name}.yaml`);
  }

  /** Writes the profile anew: a benchmark with other phases, and whatever else is changed. */
  public write(benchmark: string, { phases, settleSeconds }: Shorter, changed: object = {}): void {
    const { benchmarks } = readLab({ root: REPO, profile: this.base }).lab;
    const { scenario } = benchmarks[benchmark] as BenchmarkOf<'autoscaling'>;
    const shorter = { scenarios: { [scenario]: { phases } }, benchmarks: { [benchmark]: { settleSeconds } } };
    writeFileSync(this.file, stringify({ extends: this.base, ...shorter, ...changed }));
  }

  public remove(): void {
    rmSync(this.file, { force: true });
  }
}
