import type { Command } from 'commander';
import { cleanOrphans, stopOther } from '../../local';
import { RUN_DIR } from '../paths';

/** Longer than any pod's termination grace period. */
const GRACE_SECONDS = 40;

export function addDown(program: Command): void {
  program
    .command('down')
    .description('stop the lab that ./lab up --keep left running')
    .addHelpText('after', '\nExample: ./lab down')
    .action(async () => {
      const stopped = await stopOther(RUN_DIR, { graceSeconds: GRACE_SECONDS });
      await cleanOrphans(RUN_DIR);
      console.log(stopped ? 'The lab is stopped; nothing is left running.' : 'No lab is running here.');
    });
}
