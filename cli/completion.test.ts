import { execFileSync } from 'node:child_process';
import { Command } from 'commander';
import { COMPLETIONS } from './completion';
import { Interrupt } from './interrupt';
import { buildProgram } from './program';

const small = new Command('lab');
small.command('diff').description('compare; in full').option('--base <side>', "the side's name").option('--json');
small.command('images').command('build').option('--push <registry>');

/** What bash offers for the last of some words. */
function offered(script: string, ...words: readonly string[]): string[] {
  const ask = `COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _lab_complete; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', `${script}\n${ask}`, 'bash', ...words], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '')
    .sort();
}

describe('bash', () => {
  const script = COMPLETIONS.bash(small);
  test.each([
    [
      ['lab', ''],
      ['--help', 'diff', 'images'],
    ],
    [['lab', 'di'], ['diff']],
    [
      ['lab', 'diff', '--'],
      ['--base', '--help', '--json'],
    ],
    [['lab', 'diff', 'a', '--j'], ['--json']],
    [
      ['lab', 'images', ''],
      ['--help', 'build'],
    ],
    [['lab', 'images', 'build', '--p'], ['--push']],
    [['lab', 'unknown', ''], []],
  ])('%j', (words, expected) => expect(offered(script, ...words)).toEqual(expected));
});

test('every command of the lab is offered', () => {
  const program = buildProgram(new Interrupt(), () => undefined);
  const names = program.commands.map((one) => one.name());
  expect(offered(COMPLETIONS.bash(program), 'lab', '')).toEqual([...names, '--help', '--version'].sort());
  expect(names).toContain('diff');
});

test('zsh runs the same', () => expect(COMPLETIONS.zsh(small)).toContain(COMPLETIONS.bash(small)));

test('fish', () => {
  expect(COMPLETIONS.fish(small).split('\n')).toEqual([
    "complete -c lab -n __fish_use_subcommand -f -a diff -d 'compare'",
    "complete -c lab -n '__fish_seen_subcommand_from diff' -l base -d 'the side\\'s name'",
    "complete -c lab -n '__fish_seen_subcommand_from diff' -l json -d ''",
    "complete -c lab -n __fish_use_subcommand -f -a images -d ''",
    "complete -c lab -n '__fish_seen_subcommand_from images' -f -a build -d ''",
    "complete -c lab -n '__fish_seen_subcommand_from images' -l push -d ''",
    '',
  ]);
});
