import type { Command } from 'commander';
import { programOf, type CommandGroup } from './command-line';
import type { SetExitCode } from './context';
import type { Interrupt } from './interrupt';
import { addApply } from './commands/apply';
import { addBench } from './commands/bench';
import { addCompletion } from './commands/completion';
import { addCourse } from './commands/course';
import { addConformance } from './commands/conformance';
import { addDown } from './commands/down';
import { addEvents } from './commands/events';
import { addFaults } from './commands/faults';
import { addGet } from './commands/get';
import { addImages } from './commands/images';
import { addHistory } from './commands/history';
import { addInit } from './commands/init';
import { addLoad } from './commands/load';
import { addModel } from './commands/model';
import { addPackages } from './commands/packages';
import { addParity } from './commands/parity';
import { addPulumi } from './commands/pulumi';
import { addReport } from './commands/report';
import { addStatus } from './commands/status';
import { addTest } from './commands/test';
import { addUp } from './commands/up';
import { addValidate } from './commands/validate';
import { REVIEW } from './review';

const GROUPS: readonly CommandGroup[] = [
  { title: 'Run the lab', commands: [addInit, addUp, addApply, addBench, addDown] },
  { title: 'Look at the running lab and its runs', commands: [addStatus, addGet, addEvents, addReport, addHistory] },
  REVIEW,
  { title: 'Measure and check', commands: [addLoad, addParity, addFaults, addModel, addConformance, addValidate, addCourse] },
  { title: 'Maintain', commands: [addImages, addPackages, addPulumi, addCompletion, addTest] },
];

export function buildProgram(interrupt: Interrupt, exit: SetExitCode): Command {
  return programOf(GROUPS, { interrupt, exit });
}
