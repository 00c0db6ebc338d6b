import { join } from 'node:path';
import type { Command } from 'commander';
import { historyText } from '../history/compare';
import { readRuns } from '../history/runs';
import { RESULTS_DIR } from '../paths';

export function addHistory(program: Command): void {
  program
    .command('history')
    .argument('[benchmark]', 'only this benchmark or group')
    .option('--results <folder>', 'where runs are kept', RESULTS_DIR)
    .option('--last <count>', 'how many earlier runs to show', '5')
    .description('compare the last run with earlier ones of this machine type; other CPUs are listed and not compared')
    .addHelpText('after', '\nExamples:\n  ./lab history\n  ./lab history load/fastapi --last 10')
    .action((only: string | undefined, options: { results: string; last: string }) => {
      console.log(historyText(readRuns(join(options.results)), { only, last: options.last }));
    });
}
