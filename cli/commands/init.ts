import { join } from 'node:path';
import type { Command } from 'commander';
import { plain } from '../../contract';
import type { CommandContext } from '../context';
import type { Answers } from '../init/files';
import { serviceName } from '../init/files';
import { folderName, initLab } from '../init/init';
import { answersOf, questionsOf, withTerminal } from '../init/questions';

const EXAMPLES = `
Examples:
  ./lab init ../shop
  ./lab init ../shop --name shop --command 'node server.js' --path /predict --manifests deploy`;

export function addInit(program: Command, context: CommandContext): void {
  program
    .command('init')
    .argument('[folder]', 'where the lab of your service will lie', '.')
    .option('--name <name>', 'of the service (default: that of the folder)')
    .option('--command <command>', 'what starts it on this machine; $(HOST) and $(PORT) say where it must listen')
    .option('--path <path>', 'of one request (default: /)')
    .option('--manifests <folder>', 'its manifests or its chart, for the diff on pull requests (default: deploy)')
    .description('four questions, or their flags: writes lab.yaml, a request body and the workflow of the diff')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, given: Partial<Answers>) => {
      const questions = questionsOf(serviceName(folderName(folder)));
      const answers = await withTerminal((ask) => answersOf(given, questions, ask), context.interrupt.signal);
      for (const path of initLab(folder, answers)) console.log(plain(path));
      console.log(
        plain(
          `next: put a real request into ${join(folder, 'request.json')}, then ./lab up --config ${join(folder, 'lab.yaml')}`,
        ),
      );
    });
}
