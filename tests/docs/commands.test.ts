import { Command } from 'commander';
import { labCommands, problemOf } from './commands';

const program = new Command('lab');
program.command('up').option('-j, --json <file>');
program.command('pulumi').argument('[args...]', 'passed on to pulumi as they are');
program.command('packages').command('build').option('--with <addon>');

test.each([
  ['./lab up --json out.json   # everything', undefined],
  ['LAB_PYTHON=python3 ./lab up -j out.json | tail', undefined],
  ['./lab packages build --with knative && ./lab up', undefined],
  ['./lab', undefined],
  ['./lab --help', undefined],
  ['eval "$(./lab packages env)"', 'there is no command env'],
  ['a["./lab up"] --> b["--x"]', undefined],
  ['./lab pulumi stack output --json', undefined],
  ['./lab pulumi --jsn stack output', 'pulumi has no --jsn'],
  ['./lab down', 'there is no command down'],
  ['./lab up --jsn=x', 'up has no --jsn'],
  ['./lab packages build --json x', 'build has no --json'],
])('%s', (shell, problem) => {
  expect(
    labCommands(shell)
      .map((command) => problemOf(program, command))
      .find((one) => one !== undefined),
  ).toBe(problem);
});

test('a quoted word with a dash is no flag', () => {
  expect(labCommands("./lab up --json '--x y'")).toEqual([['up', '--json', "'--x y'"]]);
});
