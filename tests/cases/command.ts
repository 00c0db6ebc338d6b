import { Command } from 'commander';
import { join } from 'node:path';
import { Interrupt } from '../../cli/interrupt';
import { addDiff } from '../../cli/commands/diff';
import { addLint } from '../../cli/commands/lint';
import type { DiffReport } from '../../scaling/diff';
import type { Finding, LintReport } from '../../scaling/lint';

/** What a command printed and how it ended. */
export interface Answer {
  readonly output: string;
  readonly exitCode: number;
}

/** One for all: each listens to signals of the process. */
const interrupt = new Interrupt();

export function caseFolder(...parts: string[]): string {
  return join(__dirname, 'repositories', ...parts);
}

/** Runs `lab diff` or `lab lint` as a person would, in this process. @throws what the command throws */
export async function run(...words: readonly string[]): Promise<Answer> {
  const answer = { output: '', exitCode: 0 };
  const program = new Command('lab').exitOverride();
  const context = { interrupt, exit: (code: number) => (answer.exitCode = code) };
  addDiff(program, context);
  addLint(program, context);
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    answer.output += String(text);
    return true;
  });
  try {
    await program.parseAsync(['node', 'lab', ...words]);
  } finally {
    write.mockRestore();
  }
  return answer;
}

/** `lab diff --no-predict` on the folders base and head of a case. */
export async function diffOf(folder: string, ...words: readonly string[]): Promise<{ report: DiffReport; exitCode: number }> {
  const sides = ['--base', join(folder, 'base'), '--head', join(folder, 'head')];
  const { output, exitCode } = await run('diff', ...sides, '--no-predict', '--no-render', '--format', 'json', ...words);
  return { report: JSON.parse(output) as DiffReport, exitCode };
}

export async function lintOf(
  path: string,
  ...words: readonly string[]
): Promise<{ report: Pick<LintReport, 'notJudged'> & { findings: readonly Finding[] }; exitCode: number }> {
  const { output, exitCode } = await run('lint', path, '--no-render', '--format', 'json', ...words);
  return { report: JSON.parse(output) as Pick<LintReport, 'notJudged'> & { findings: readonly Finding[] }, exitCode };
}
