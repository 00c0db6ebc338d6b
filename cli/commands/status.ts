import type { Command } from 'commander';
import { readState, statusLines } from '../../local';
import { ExitCode } from '../../contract';
import { RUN_DIR } from '../paths';
import type { CommandContext } from '../program';

export function addStatus(program: Command, context: CommandContext): void {
  program
    .command('status')
    .description('what is running: services, pods, endpoints; exit 1 when nothing is')
    .addHelpText('after', '\nExample: ./lab status')
    .action(async () => {
      const state = readState(RUN_DIR);
      if (state === undefined) {
        console.log('No lab is running here. ./lab up --keep starts one.');
        context.exit(ExitCode.failure);
        return;
      }
      for (const line of await statusLines(state)) console.log(line);
    });
}
