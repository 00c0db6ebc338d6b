import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { runSchema, UserError, type Run } from '../../contract';
import { renderHtml, renderMarkdown, renderTerminal } from '../../report';
import { RESULTS_DIR } from '../paths';

export function addReport(program: Command): void {
  program
    .command('report')
    .argument('[file]', 'results.json of a run', join(RESULTS_DIR, 'latest', 'results.json'))
    .option('--format <format>', 'terminal, markdown or html', 'terminal')
    .option('--out <file>', 'write there instead of the terminal')
    .description('show a run again')
    .addHelpText('after', '\nExample: ./lab report --format html --out report.html')
    .action((file: string, options: { format: string; out?: string }) => {
      const text = render(readRun(file), options.format);
      if (options.out === undefined) process.stdout.write(text);
      else writeFileSync(options.out, text);
    });
}

function readRun(file: string): Run {
  try {
    return runSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError({
      where: file,
      problem: missing ? 'does not exist.' : 'is not the results.json of a run.',
      fix: missing ? 'Run ./lab up first.' : `./lab validate ${file} says what is wrong.`,
      exit: 'config',
    });
  }
}

function render(run: Run, format: string): string {
  switch (format) {
    case 'terminal':
      return renderTerminal(run, { color: process.stdout.isTTY, width: process.stdout.columns });
    case 'markdown':
      return renderMarkdown(run);
    case 'html':
      return renderHtml(run);
    default:
      throw new UserError({
        where: `--format ${format}`,
        problem: 'is not a format.',
        fix: 'Formats: terminal, markdown, html.',
        exit: 'usage',
      });
  }
}
