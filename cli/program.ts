import { Command } from 'commander';
import { version } from '../package.json';
import type { CommandContext, SetExitCode } from './context';
import type { Interrupt } from './interrupt';
import { addBench } from './commands/bench';
import { addConformance } from './commands/conformance';
import { addDiff } from './commands/diff';
import { addDown } from './commands/down';
import { addEvents } from './commands/events';
import { addFaults } from './commands/faults';
import { addGet } from './commands/get';
import { addImages } from './commands/images';
import { addHistory } from './commands/history';
import { addLint } from './commands/lint';
import { addModel } from './commands/model';
import { addPackages } from './commands/packages';
import { addProfile } from './commands/profile';
import { addParity } from './commands/parity';
import { addPulumi } from './commands/pulumi';
import { addReport } from './commands/report';
import { addSimulate } from './commands/simulate';
import { addStatus } from './commands/status';
import { addTest } from './commands/test';
import { addTune } from './commands/tune';
import { addUp } from './commands/up';
import { addValidate } from './commands/validate';

export const EXIT_CODES = `
Exit codes: 0 done, 1 something inside the lab failed, 2 wrong command line, 3 wrong lab.yaml or manifest,
4 this machine lacks something (Node, Python, port, disk), 5 model artifact, 6 verdict failed, 130 ctrl-C.`;

export function buildProgram(interrupt: Interrupt, exit: SetExitCode): Command {
  const program = new Command('lab')
    .description('A lab for scaling ML serving: run it, measure it, predict it.')
    .version(version)
    .addHelpText('after', EXIT_CODES)
    .showSuggestionAfterError()
    // What stands after `lab pulumi` is pulumi's.
    .enablePositionalOptions()
    .exitOverride();
  const context: CommandContext = { interrupt, exit };
  for (const add of [
    addUp,
    addStatus,
    addGet,
    addEvents,
    addFaults,
    addDown,
    addBench,
    addParity,
    addReport,
    addHistory,
    addValidate,
    addModel,
    addConformance,
    addSimulate,
    addImages,
    addPackages,
    addPulumi,
    addTest,
    addLint,
    addDiff,
    addProfile,
    addTune,
  ])
    add(program, context);
  for (const command of program.commands.flatMap((one) => [one, ...one.commands])) command.exitOverride();
  return program;
}
