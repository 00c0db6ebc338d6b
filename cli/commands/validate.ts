import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { documentSchema, RESULT_SCHEMA, resultSchema, runSchema, UserError } from '../../contract';

export function addValidate(program: Command): void {
  program
    .command('validate')
    .argument('<file...>', 'result documents')
    .description(`check result files against ${RESULT_SCHEMA}`)
    .addHelpText('after', '\nExample: ./lab validate results/latest/results.json')
    .action((files: string[]) => {
      for (const file of files) console.log(`${file}: ${validate(file)}`);
    });
}

function validate(file: string): string {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UserError({
      code: 'document-unreadable',
      where: file,
      problem: error instanceof SyntaxError ? `is not JSON: ${error.message}` : 'cannot be read.',
    });
  }
  const isRun = typeof document === 'object' && document !== null && 'kind' in document && document.kind === 'run';
  const parsed = (isRun ? runSchema : resultSchema).safeParse(document);
  if (!parsed.success)
    throw new UserError({
      code: 'result-wrong',
      where: file,
      problem: `does not validate against ${RESULT_SCHEMA}:\n${z.prettifyError(parsed.error)}`,
    });
  const valid = documentSchema.parse(document);
  return valid.kind === 'run'
    ? `valid ${RESULT_SCHEMA} run of ${valid.results.length} results`
    : `valid ${RESULT_SCHEMA} result ${valid.name}`;
}
