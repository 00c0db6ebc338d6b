import type { Command } from 'commander';
import type { CommandContext } from '../context';
import { historyText } from '../history/compare';
import { readRuns } from '../history/runs';
import { logToWandb } from '../history/wandb';
import { RESULTS_DIR } from '../paths';

interface Options {
  readonly results: string;
  readonly last: string;
  readonly wandb?: true;
}

const EXAMPLES = `
Examples:
  ./lab history
  ./lab history load/fastapi --last 10
  WANDB_API_KEY=… ./lab history --wandb`;

export function addHistory(program: Command, context: CommandContext): void {
  program
    .command('history')
    .argument('[benchmark]', 'only this benchmark or group')
    .option('--results <folder>', 'where runs are kept', RESULTS_DIR)
    .option('--last <count>', 'how many earlier runs to show', '5')
    .option('--wandb', 'log the last run to W&B: online with WANDB_API_KEY, else into results/wandb')
    .description('compare the last run with earlier ones of this machine type; other CPUs are listed and not compared')
    .addHelpText('after', EXAMPLES)
    .action(async (only: string | undefined, { results, last, wandb }: Options) => {
      console.log(historyText(readRuns(results), { only, last }));
      if (wandb !== true) return;
      console.log(await logToWandb(results, context.interrupt.signal, (text) => console.log(`    ${text}`)));
    });
}
