import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { documentSchema, ExitCode, type BenchmarkResult } from '../../contract';
import type { CommandContext } from '../context';
import { LAB_YAML } from '../paths';
import { up } from '../session/up';
import { table } from '../table';

const BENCHMARK = 'serving/parity';

/** The same texts to every server: `./lab bench serving/parity` with a line a server, and exit code 1 when answers differ. */
export function addParity(program: Command, context: CommandContext): void {
  program
    .command('parity')
    .option('--config <file>', 'the lab to run; its profiles lie in profiles/ beside it', LAB_YAML)
    .option('--profile <name>', 'the profile with the servers', 'serving')
    .description('ask every server for the same texts; exit 1 when one labels differently')
    .addHelpText('after', '\nExample: ./lab parity')
    .action(async (options: { config: string; profile: string }) => {
      const folder = mkdtempSync(join(tmpdir(), 'lab-parity-'));
      const json = join(folder, 'run.json');
      try {
        const wanted = { ...options, only: [BENCHMARK], json, failOnVerdict: true } as const;
        const exitCode = await up(wanted, context.interrupt.signal);
        for (const line of parityLines(readResults(json))) console.log(line);
        context.exit(exitCode === ExitCode.verdict ? ExitCode.failure : exitCode);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
}

function readResults(file: string): readonly BenchmarkResult[] {
  const document = documentSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return document.kind === 'run' ? document.results : [document];
}

/** A line for each server, with what its answers differ by. */
export function parityLines(results: readonly BenchmarkResult[]): string[] {
  const rows = results.flatMap((result) => result.rows);
  const cell = (value: unknown): string => (typeof value === 'number' || typeof value === 'string' ? String(value) : '-');
  const keys = ['server', 'comparedTexts', 'maxProbabilityDifference', 'labelDifferences'];
  return table(
    ['SERVER', 'TEXTS COMPARED', 'LARGEST DIFFERENCE', 'LABELS THAT DIFFER'],
    rows.map((row) => keys.map((key) => cell(row[key]))),
  );
}
