import { join } from 'node:path';
import type { Command } from 'commander';
import { REPO } from '../paths';
import type { CommandContext } from '../context';
import { DEFAULT_PROFILE } from '../session/config';
import { detach, isDetached } from '../session/detached';
import { up, type UpOptions } from '../session/up';

export function addUp(program: Command, context: CommandContext): void {
  program
    .command('up')
    .option('--config <file>', 'the lab to run', join(REPO, 'lab.yaml'))
    .option('--profile <name>', 'merge lab.<name>.yaml on top', DEFAULT_PROFILE)
    .option('--only <benchmark...>', 'measure these benchmarks or groups only', [])
    .option('--on <engine>', 'local', 'local')
    .option('--json <file>', 'write the results there too')
    .option('--keep', 'leave the services running; ./lab down stops them')
    .option('--fail-on-verdict', 'exit 6 when a benchmark misses its bounds')
    .description('set everything up, start the lab, measure it, write the report, stop it')
    .addHelpText('after', '\nExamples:\n  ./lab up\n  ./lab up --only load/fastapi --json results.json\n  ./lab up --keep')
    .action(async (options: UpOptions) => {
      if (options.keep === true && !isDetached()) context.exit(await detach(context.interrupt.signal));
      else context.exit(await up(options, context.interrupt.signal));
    });
}
