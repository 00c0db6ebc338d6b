import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExitCode, runSchema, type BenchmarkResult } from '../../contract';
import { packagesHost } from '../../cli/packages-host';
import { packagesStatus, type Addon } from '../../tools/from-packages';
import { lab } from './lab';

/** The profile of an addon on a cluster of its own: cluster, addon, images, one benchmark from zero to zero, clean-up. */
export class AddonRound {
  public readonly command: readonly string[];
  /** Whether everything is built; a round that compiled first would take longer than anybody waits. */
  private readonly isBuilt: boolean;
  private readonly scratch: string;

  public constructor(private readonly addon: Addon) {
    this.command = ['up', '--on', 'kind', '--from-packages', '--profile', `kind-${addon}`];
    this.isBuilt = packagesStatus(packagesHost(new AbortController().signal), [addon]).every(({ isReady }) => isReady);
    this.scratch = mkdtempSync(join(tmpdir(), `lab-kind-${addon}-`));
  }

  public get title(): string {
    const because = this.isBuilt ? '' : ` (skipped: ./lab packages build --with ${this.addon} has not built everything)`;
    return `./lab ${this.command.join(' ')}${because}`;
  }

  /** Jest's `test`, or its skipping one. */
  public get test(): jest.It {
    return this.isBuilt ? test : test.skip;
  }

  /** Result of the only benchmark, and the ready pods that it saw, in their order. */
  public async up(): Promise<{ readonly result: BenchmarkResult; readonly replicas: readonly number[] }> {
    const json = join(this.scratch, 'results.json');
    const { exitCode, output } = await lab([...this.command, '--json', json]);
    expect({ exitCode, output }).toMatchObject({ exitCode: ExitCode.ok });
    const result = runSchema.parse(JSON.parse(readFileSync(json, 'utf8'))).results[0]!;
    return { result, replicas: (result.series['replicas']?.points ?? []).map(([, count]) => count) };
  }

  /** For after the tests: also what a failed one left. */
  public async cleanUp(): Promise<void> {
    rmSync(this.scratch, { recursive: true, force: true });
    if (!this.isBuilt) return;
    await lab(['down', '--on', 'kind']);
    await lab(['packages', 'stop']);
  }
}
