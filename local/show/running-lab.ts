import { UserError } from '../../contract';
import { isRunning, readState, type LabState } from '../state/state';

/** The lab that runs in this folder. Throws a UserError when none does. */
export function runningLab(runDir: string): LabState {
  const state = readState(runDir);
  if (state !== undefined && isRunning(state)) return state;
  throw new UserError({
    where: runDir,
    problem: 'no lab is running here.',
    fix: './lab up --keep starts one.',
    code: 'lab-not-running',
  });
}
