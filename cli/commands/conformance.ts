import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { ExitCode, UserError } from '../../contract';
import { hpaSuite } from '../../scaling/conformance/hpa';
import { replayKserve } from '../../scaling/conformance/kserve';
import { readCases } from '../conformance/kserve-cases';
import { kpaSuite } from '../../scaling/conformance/kpa';
import { replaySuite } from '../../scaling/conformance/replay';
import { rolloutSuite } from '../../scaling/conformance/rollout';
import { parseTraces } from '../../scaling/conformance/traces';
import type { Mismatch, SuiteReport } from '../../scaling/conformance/types';
import type { CommandContext } from '../context';
import { REPO } from '../paths';

interface ConformanceSuite {
  /** Below the repository. */
  readonly traces: string;
  readonly replay: (traces: string) => SuiteReport;
}

const SUITES = {
  hpa: {
    traces: 'tests/conformance/hpa.ndjson.gz',
    replay: (file) => replaySuite(hpaSuite, file, parseTraces(file, readBytes(file))),
  },
  kpa: {
    traces: 'tests/conformance/kpa.ndjson.gz',
    replay: (file) => replaySuite(kpaSuite, file, parseTraces(file, readBytes(file))),
  },
  rollout: {
    traces: 'tests/conformance/rollout.ndjson.gz',
    replay: (file) => replaySuite(rolloutSuite, file, parseTraces(file, readBytes(file))),
  },
  kserve: { traces: 'tests/conformance/kserve', replay: (folder) => replayKserve(readCases(folder)) },
} satisfies Readonly<Record<string, ConformanceSuite>>;

export function addConformance(program: Command, context: CommandContext): void {
  program
    .command('conformance')
    .addOption(new Option('--suite <name>', 'which controller').choices(Object.keys(SUITES)).makeOptionMandatory())
    .option(
      '--traces <path>',
      'a file of traces, plain or gzip (hpa, kpa, rollout), or a folder of cases (kserve); the recorded ones if left out',
    )
    .description('replay what the real controllers did and compare every field; exit 1 when one differs')
    .addHelpText(
      'after',
      '\nExamples:\n  ./lab conformance --suite hpa --traces tests/conformance/hpa.ndjson.gz\n  ./lab conformance --suite kserve --traces tests/conformance/kserve',
    )
    .action((options: { suite: keyof typeof SUITES; traces?: string }) => {
      const suite = SUITES[options.suite];
      const report = suite.replay(options.traces ?? join(REPO, suite.traces));
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
      code: 'path-unreadable',
    });
  }
}

function mismatchLine({ trace, step, field, expected, got }: Mismatch): string {
  return `${trace} step ${step} ${field}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`;
}
