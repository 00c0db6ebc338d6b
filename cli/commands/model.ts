import type { Command } from 'commander';
import type { CommandContext } from '../context';
import { modelCommand, setUpModel } from '../setup/model';

export function addModel(program: Command, context: CommandContext): void {
  program
    .command('model')
    .argument('<action>', 'build (or check the cached one), evaluate, verify')
    .description('build the model, judge it on held-out e-mails, or verify it against an independent forward pass')
    .addHelpText('after', '\nExample: ./lab model evaluate')
    .action(async (action: string) => {
      const { signal } = context.interrupt;
      const note = (text: string): void => console.error(`    ${text}`);
      const folder = await setUpModel(signal, note);
      console.log(action === 'build' ? folder : modelCommand([action, '--artifact', folder]).trimEnd());
    });
}
