import { join } from 'node:path';
import type { Command } from 'commander';
import { choiceInstead, ExitCode, UserError } from '../../contract';
import { prepareSuites, stepOf } from '../checks/plan';
import { closingLine, LIMIT_SECONDS, total, type Suite, type SuiteOutcome } from '../checks/suite';
import { allSuites } from '../checks/suites';
import type { CommandContext } from '../context';
import { announceStop } from '../interrupt';
import { LAB_DIR } from '../paths';
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
    .addHelpText('after', '\nAs root on Debian it installs shellcheck, Prometheus and Chromium where they are missing.')
    .addHelpText('after', () => `\nSuites: ${idsOf(allSuites()).join(', ')}`)
    .addHelpText('after', '\nExample: ./lab test --only unit pytest')
    .action(async (options: { only?: string[] }) => {
      const { signal } = context.interrupt;
      announceStop(signal);
      const print = (line: string): void => console.log(line);
      const chosen = selectSuites(options.only);
      const python = findPython(process.env);
      const plan = await prepareSuites(chosen, signal, print);
      const progress = new Progress([...SETUP_STEPS, ...plan.map(stepOf)], join(LAB_DIR, 'test-timings.json'), print);
      await progress.run('python', () => preparePython(python, signal, (text) => progress.note(text)));
      const modelDir = await progress.run('model', () => prepareModel(signal, (text) => progress.note(text)));
      const ready = { modelDir, redisServer: findRedisServer(process.env), signal, onLine: () => undefined };
      const outcomes: SuiteOutcome[] = [];
      for (const planned of plan) {
        const { limitSeconds = LIMIT_SECONDS } = planned.suite;
        const outcome = await progress.run(
          stepOf(planned).id,
          () => planned.suite.run({ ...ready, limitSeconds }),
          ({ failed }) => failed === 0,
        );
        progress.note(closingLine(outcome));
        progress.save();
        outcomes.push(outcome);
      }
      const all = total(outcomes);
      for (const reason of all.skipped) print(`skipped: ${reason}`);
      for (const failure of all.failures) print(`\nFAILED ${failure}`);
      print(`\n${closingLine(all)}`);
      context.exit(all.failed === 0 ? ExitCode.ok : ExitCode.failure);
    });
}

function idsOf(suites: readonly Suite[]): string[] {
  return suites.map(({ id }) => id);
}

function selectSuites(only: readonly string[] | undefined): readonly Suite[] {
  const suites = allSuites();
  const known = idsOf(suites);
  const unknown = only?.find((id) => !known.includes(id));
  if (unknown === undefined) return suites.filter(({ id }) => only?.includes(id) ?? true);
  throw new UserError({
    where: `--only ${unknown}`,
    problem: 'is not a suite.',
    fix: choiceInstead(unknown, 'Suites', known),
    code: 'flag-wrong',
  });
}
