import { join } from 'node:path';
import type { Command } from 'commander';
import { ExitCode, nearest, UserError } from '../../contract';
import { closingLine, LIMIT_SECONDS, total, type Suite, type SuiteOutcome } from '../checks/suite';
import { SUITES } from '../checks/suites';
import { announceStop } from '../interrupt';
import { LAB_DIR } from '../paths';
import type { CommandContext } from '../context';
import { Progress } from '../progress';
import { SETUP_STEPS } from '../session/steps';
import { prepareModel } from '../setup/model';
import { findPython, preparePython } from '../setup/python';
import { findRedisServer } from '../setup/redis';

export function addTest(program: Command, context: CommandContext): void {
  program
    .command('test')
    .option('--only <suite...>', 'run these suites only')
    .description('set everything up and run all tests; the last line is "N passed, N failed"')
    .addHelpText('after', '\nExample: ./lab test --only unit pytest')
    .action(async (options: { only?: string[] }) => {
      const { signal } = context.interrupt;
      announceStop(signal);
      const chosen = selectSuites(options.only);
      const print = (line: string): void => console.log(line);
      const progress = new Progress(
        [...SETUP_STEPS, ...chosen],
        join(LAB_DIR, 'test-timings.json'),
        print,
        () => performance.now() / 1000,
      );
      const python = findPython(process.env);
      await progress.run('python', () => preparePython(python, signal, (text) => progress.note(text)));
      const modelDir = await progress.run('model', () => prepareModel(signal, (text) => progress.note(text)));
      const ready = { modelDir, redisServer: findRedisServer(process.env), signal, onLine: () => undefined };
      const outcomes: SuiteOutcome[] = [];
      for (const suite of chosen) {
        const outcome = await progress.run(suite.id, () =>
          suite.run({ ...ready, limitSeconds: suite.limitSeconds ?? LIMIT_SECONDS }),
        );
        progress.note(closingLine(outcome));
        outcomes.push(outcome);
      }
      progress.save();
      const all = total(outcomes);
      for (const reason of all.skipped) print(`skipped: ${reason}`);
      for (const failure of all.failures) print(`\nFAILED ${failure}`);
      print(`\n${closingLine(all)}`);
      context.exit(all.failed === 0 ? ExitCode.ok : ExitCode.failure);
    });
}

function selectSuites(only: readonly string[] | undefined): readonly Suite[] {
  const known = SUITES.map(({ id }) => id);
  const unknown = only?.find((id) => !known.includes(id));
  if (unknown === undefined) return SUITES.filter(({ id }) => only?.includes(id) ?? true);
  const meant = nearest(unknown, known);
  throw new UserError({
    where: `--only ${unknown}`,
    problem: 'is not a suite.',
    fix: meant === undefined ? `Suites: ${known.join(', ')}.` : `Did you mean ${meant}?`,
    exit: 'usage',
  });
}
