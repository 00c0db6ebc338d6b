import type { Command } from 'commander';
import type { CommandContext } from '../context';
import { runPulumi } from '../kubernetes/pulumi-command';

export function addPulumi(program: Command, context: CommandContext): void {
  program
    .command('pulumi')
    .argument('[args...]', 'passed on to pulumi as they are')
    .allowUnknownOption()
    .passThroughOptions()
    .description("run pulumi on the lab's stacks, with their backend, passphrase and tools")
    .addHelpText(
      'after',
      [
        '\nWithout --stack it is the stack of the last ./lab up --on kind|existing.\n\nExamples:',
        '  ./lab pulumi stack output results --json',
        '  ./lab pulumi preview --diff\n  ./lab pulumi cancel --stack lab-kind --yes',
      ].join('\n'),
    )
    .action(async (args: readonly string[]) => context.exit(await runPulumi(args, context.interrupt.signal)));
}
