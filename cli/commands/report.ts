import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import { runSchema, UserError, type Run } from '../../contract';
import { renderHtml, renderMarkdown, renderTerminal, type EngineComparison } from '../../report';
import { compareWith, compareWithKept } from '../comparison';
import { RESULTS_DIR } from '../paths';

interface Options {
  readonly format: keyof typeof RENDERERS;
  readonly out?: string;
  readonly compare?: readonly string[];
}

const RENDERERS = {
  terminal: (run: Run, predicted: readonly EngineComparison[]) =>
    renderTerminal(run, { color: process.stdout.isTTY, width: process.stdout.columns, predicted }),
  markdown: renderMarkdown,
  html: renderHtml,
};

const EXAMPLES = `
Examples:
  ./lab report --format html --out report.html
  ./lab report results/<a run on kind> --compare results/<a local run> --format html --out report.html`;

export function addReport(program: Command): void {
  program
    .command('report')
    .argument('[run]', 'results.json of a run, or its folder', join(RESULTS_DIR, 'latest'))
    .addOption(new Option('--format <format>', 'of the report').choices(Object.keys(RENDERERS)).default('terminal'))
    .option('--out <file>', 'write there instead of the terminal')
    .option('--compare <run...>', 'runs on other engines to lay beside it, in place of the newest ones in results/')
    .description('show a run again; autoscaling benchmarks beside other engines and the simulator')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, { format, out, compare }: Options) => {
      const run = readRun(file);
      const predicted = await (compare === undefined
        ? compareWithKept(run, RESULTS_DIR)
        : compareWith(run, compare.map(readRun)));
      const text = RENDERERS[format](run, predicted);
      if (out === undefined) process.stdout.write(text);
      else writeFileSync(out, text);
    });
}

function readRun(given: string): Run {
  const file = existsSync(given) && statSync(given).isDirectory() ? join(given, 'results.json') : given;
  try {
    return runSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError({
      where: file,
      problem: missing ? 'does not exist.' : 'is not the results.json of a run.',
      fix: missing ? 'Run ./lab up first.' : `./lab validate ${file} says what is wrong.`,
      code: missing ? 'results-missing' : 'result-wrong',
    });
  }
}
