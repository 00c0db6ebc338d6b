import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { ExitCode, UserError } from '../../contract';
import { hpaSuite } from '../../scaling/conformance/hpa';
import { kpaSuite } from '../../scaling/conformance/kpa';
import { replaySuite } from '../../scaling/conformance/replay';
import { parseTraces, type TraceLine } from '../../scaling/conformance/traces';
import type { Mismatch, SuiteReport } from '../../scaling/conformance/types';
import type { CommandContext } from '../context';

const SUITES: Readonly<Record<string, (file: string, traces: Iterable<TraceLine>) => SuiteReport>> = {
  hpa: (file, traces) => replaySuite(hpaSuite, file, traces),
  kpa: (file, traces) => replaySuite(kpaSuite, file, traces),
};

export function addConformance(program: Command, context: CommandContext): void {
  program
    .command('conformance')
    .requiredOption('--suite <name>', Object.keys(SUITES).join(' or '))
    .requiredOption('--traces <file>', 'traces, one JSON object per line, plain or gzip')
    .description('replay traces of the real controllers and compare every field; exit 1 when one differs')
    .addHelpText('after', '\nExample: ./lab conformance --suite hpa --traces tests/conformance/hpa.ndjson.gz')
    .action((options: { suite: string; traces: string }) => {
      const suite = SUITES[options.suite];
      if (suite === undefined)
        throw new UserError({
          where: `--suite ${options.suite}`,
          problem: 'is not a suite.',
          fix: `Suites: ${Object.keys(SUITES).join(', ')}.`,
          exit: 'usage',
        });
      const report = suite(options.traces, parseTraces(options.traces, readBytes(options.traces)));
      for (const mismatch of report.mismatches) console.log(mismatchLine(mismatch));
      console.log(`${report.passed} passed, ${report.failed} failed`);
      context.exit(report.failed === 0 ? ExitCode.ok : ExitCode.failure);
    });
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UserError({
      where: file,
      problem: `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'}).`,
      exit: 'usage',
    });
  }
}

function mismatchLine({ trace, step, field, expected, got }: Mismatch): string {
  return `${trace} step ${step} ${field}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`;
}
