import type { Command } from 'commander';
import { cleanOrphans, stopOther } from '../../local';
import { downOnCluster } from '../kubernetes/down';
import { engineNamed } from '../kubernetes/engines';
import { RUN_DIR } from '../paths';
import type { CommandContext } from '../context';

/** Longer than any pod's termination grace period. */
const GRACE_SECONDS = 40;

export function addDown(program: Command, context: CommandContext): void {
  program
    .command('down')
    .option('--on <engine>', 'local, kind or existing', 'local')
    .description('stop the lab that ./lab up --keep left running, or remove what ./lab up --on made')
    .addHelpText('after', '\nExamples:\n  ./lab down\n  ./lab down --on kind')
    .action(async (options: { readonly on: string }) => {
      const engine = engineNamed(options.on);
      if (engine !== 'local') {
        const removed = await downOnCluster(engine, context.interrupt.signal);
        console.log(removed ? 'Everything that the lab made is removed.' : `There is no lab on ${engine}.`);
        return;
      }
      const stopped = await stopOther(RUN_DIR, { graceSeconds: GRACE_SECONDS });
      await cleanOrphans(RUN_DIR);
      console.log(stopped ? 'The lab is stopped; nothing is left running.' : 'No lab is running here.');
    });
}
