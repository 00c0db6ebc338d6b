import { join } from 'node:path';
import type { Command } from 'commander';
import { REPO } from '../paths';
import type { CommandContext } from '../context';
import { DEFAULT_PROFILE } from '../session/config';
import { up } from '../session/up';

export function addBench(program: Command, context: CommandContext): void {
  program
    .command('bench')
    .argument('<benchmark...>', 'names or groups, as in lab.yaml')
    .option('--config <file>', 'the lab to run', join(REPO, 'lab.yaml'))
    .option('--profile <name>', 'merge lab.<name>.yaml on top', DEFAULT_PROFILE)
    .option('--json <file>', 'write the results there too')
    .description('measure some benchmarks; exit 6 when one misses its bounds')
    .addHelpText('after', '\nExample: ./lab bench queue --json queue.json')
    .action(async (only: string[], options: { config: string; profile: string; json?: string }) => {
      context.exit(await up({ ...options, only, on: 'local', failOnVerdict: true }, context.interrupt.signal));
    });
}
