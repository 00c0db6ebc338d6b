import type { Command } from 'commander';
import { LAB_YAML } from '../paths';
import type { CommandContext } from '../context';
import { benchProfile } from '../session/bench-profile';
import { up } from '../session/up';

interface Options {
  readonly config: string;
  readonly profile?: string;
  readonly full?: true;
  readonly json?: string;
}

export function addBench(program: Command, context: CommandContext): void {
  program
    .command('bench')
    .argument('<benchmark...>', 'names or groups, as in lab.yaml, or the name of a profile: quantization, tradeoffs')
    .option('--config <file>', 'the lab to run; its profiles lie in profiles/ beside it', LAB_YAML)
    .option('--profile <name>', 'merge profiles/<name>.yaml on top')
    .option('--full', 'long enough to quote: the profile full, or <name>-full')
    .option('--json <file>', 'write the results there too')
    .description('measure some benchmarks; exit 6 when one misses its bounds')
    .addHelpText('after', '\nExamples:\n  ./lab bench queue --json queue.json\n  ./lab bench quantization --full')
    .action(async (only: string[], options: Options) => {
      const profile = benchProfile(only, options);
      const { config, json } = options;
      const wanted = { config, profile, only, ...(json === undefined ? {} : { json }) };
      context.exit(await up({ ...wanted, failOnVerdict: true }, context.interrupt.signal));
    });
}
