import { CommanderError } from 'commander';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Interrupt } from '../../cli/interrupt';
import { REPO } from '../../cli/paths';
import { buildProgram } from '../../cli/program';
import { words } from './commands';
import { RULES, type Rule } from './execution';
import { shellLines } from './markdown';

const pages = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard', 'README.md', 'SECURITY.md', 'docs/*.md'],
  {
    cwd: REPO,
    encoding: 'utf8',
  },
)
  .split('\0')
  .filter((page) => page !== '' && existsSync(join(REPO, page)));
const commands = pages.flatMap((page) =>
  shellLines(readFileSync(join(REPO, page), 'utf8')).map(({ line, text }) => ({
    where: `${page}:${line}`,
    text,
    rule: ruleOf(text),
  })),
);

function ruleOf(text: string): Rule | undefined {
  return RULES.find(({ command }) => command.test(text));
}

/** One for all: each listens to signals of the process. */
const INTERRUPT = new Interrupt();
const LIMIT_MS = 300_000;
/** Codes with which a command says what it was asked to find. */
const SAID: readonly number[] = [0, 6];

/** Runs a line of the docs in this process, as `./lab` does. */
async function outcome(line: string): Promise<{ readonly exitCode: number; readonly output: string }> {
  let [exitCode, output] = [0, ''];
  const keep = (...said: readonly unknown[]): boolean => {
    output += said.map(String).join(' ');
    return true;
  };
  const spies = [
    jest.spyOn(console, 'log').mockImplementation(keep),
    jest.spyOn(console, 'error').mockImplementation(() => undefined),
    jest.spyOn(process.stdout, 'write').mockImplementation(keep),
    jest.spyOn(process.stderr, 'write').mockImplementation(() => true),
  ];
  try {
    const program = buildProgram(INTERRUPT, (code) => (exitCode = code));
    const args = words(line.replace(/^\.\/lab\s*/, '')).map((word) => word.replace(/^(['"])(.*)\1$/, '$2'));
    try {
      await program.parseAsync(['node', 'lab', ...args]);
    } catch (error) {
      // Help ends the program by an error with code 0.
      if (!(error instanceof CommanderError)) throw error;
      exitCode = error.exitCode;
    }
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  return { exitCode, output };
}

test('every command is executed by a test, or it is said why not', () => {
  const unknown = commands.filter(({ rule }) => rule === undefined).map(({ where, text }) => `${where}  ${text}`);
  // Add a rule to tests/docs/execution.ts.
  expect(unknown).toEqual([]);
});

test('tests that are said to execute commands are there', () => {
  const named = RULES.flatMap(({ by }) => (by !== 'here' && 'test' in by ? [by.test] : []));
  expect(named.filter((file) => !existsSync(join(REPO, file)))).toEqual([]);
});

const here = new Map(commands.filter(({ rule }) => rule?.by === 'here').map(({ where, text }) => [text, where]));

test.each([...here])(
  '%s (%s)',
  async (line) => {
    const before = process.cwd();
    process.chdir(REPO);
    try {
      const { exitCode, output } = await outcome(line);
      expect(SAID).toContain(exitCode);
      expect(output.trim()).not.toBe('');
    } finally {
      process.chdir(before);
    }
  },
  LIMIT_MS,
);
