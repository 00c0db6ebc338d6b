import type { Command } from 'commander';
import { LAB_YAML } from '../paths';
import type { CommandContext } from '../context';
import { applyLab, type ApplyOptions } from '../session/apply';

export function addApply(program: Command, context: CommandContext): void {
  program
    .command('apply')
    .option('--config <file>', 'the lab that runs; its profiles lie in profiles/ beside it', LAB_YAML)
    .option('--profile <name>', 'the profile that it was started with', '')
    .description('roll what changed in lab.yaml, or in the code of a service, out in the lab that ./lab up --keep left running')
    .addHelpText('after', '\nExamples:\n  ./lab apply\n  ./lab apply --profile hpa')
    .action((options: ApplyOptions) => applyLab(options, context.interrupt.signal));
}
