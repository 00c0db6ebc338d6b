import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExitCode, runSchema, type BenchmarkResult } from '../../contract';
import { packagesEnvironment, whyNoRound } from '../../cli/checks/kind-tools';
import type { Addon } from '../../tools/from-packages';
import { ClusterStack } from './cluster-stack';
import { lab } from './lab';
import { TemporaryProfile, type Phase } from './temporary-profile';

/** The profile of an addon on a cluster of its own: cluster, addon, images, one benchmark from zero to zero, clean-up. */
export class AddonRound {
  private readonly whyNot: string | undefined;
  private readonly scratch: string;
  private readonly profile: TemporaryProfile;

  public constructor(private readonly addon: Addon) {
    this.whyNot = whyNoRound(addon);
    this.scratch = mkdtempSync(join(tmpdir(), `lab-kind-${addon}-`));
    this.profile = new TemporaryProfile(`kind-${addon}`, `kind-${addon}-e2e`);
  }

  public get title(): string {
    const because = this.whyNot === undefined ? '' : ` (skipped: ${this.whyNot})`;
    return `./lab up --on kind --from-packages, a profile that needs ${this.addon}${because}`;
  }

  /** Jest's `test`, or its skipping one. */
  public get test(): jest.It {
    return this.whyNot === undefined ? test : test.skip;
  }

  /**
   * Result of the only benchmark, and the ready pods that it saw, in their order.
   *
   * @param phases instead of those of the profile
   */
  public async up(phases: readonly Phase[]): Promise<{ result: BenchmarkResult; replicas: readonly number[] }> {
    const json = join(this.scratch, 'results.json');
    this.profile.write(`autoscaling/${this.addon}`, { phases, settleSeconds: 10 });
    const { exitCode, output } = await lab([
      'up',
      '--on',
      'kind',
      '--from-packages',
      '--profile',
      this.profile.name,
      '--json',
      json,
    ]);
    expect({ exitCode, output }).toMatchObject({ exitCode: ExitCode.ok });
    const result = runSchema.parse(JSON.parse(readFileSync(json, 'utf8'))).results[0]!;
    return { result, replicas: (result.series['replicas']?.points ?? []).map(([, count]) => count) };
  }

  /** Waits until nothing of a service runs any more. */
  public async untilNoPod(service: string): Promise<void> {
    new ClusterStack('kind', await packagesEnvironment()).untilNoPod(service);
  }

  /** For after the tests: also what a failed one left. */
  public async cleanUp(): Promise<void> {
    rmSync(this.scratch, { recursive: true, force: true });
    this.profile.remove();
    if (this.whyNot !== undefined) return;
    await lab(['down', '--on', 'kind']);
    await lab(['packages', 'stop']);
  }
}
