import type { Command } from 'commander';
import { programOf, type AddCommand } from './command-line';
import type { SetExitCode } from './context';
import type { Interrupt } from './interrupt';
import { addApply } from './commands/apply';
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

const COMMANDS: readonly AddCommand[] = [
  addUp,
  addApply,
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
];

export function buildProgram(interrupt: Interrupt, exit: SetExitCode): Command {
  return programOf(COMMANDS, { interrupt, exit });
}
