import type { Command } from 'commander';

/** The `./lab` commands in a piece of shell, each as its words; comments, pipes and redirections end them. */
export function labCommands(shell: string): string[][] {
  const found = shell.replace(/(^|\s)#.*$/, '').matchAll(/(^|[\s"'(=])\.\/lab(?=["'\s]|$)([^|;&#>)`]*)/g);
  return [...found].map(([, before = '', rest = '']) =>
    // A command in quotes ends with them.
    words(before === '"' || before === "'" ? (rest.split(before)[0] ?? '') : rest),
  );
}

/** What is wrong with a command line by the program's own definitions: a command or a flag that it does not have. */
export function problemOf(program: Command, [name, ...rest]: readonly string[]): string | undefined {
  if (name === undefined || !/^[a-z]/.test(name))
    return rest.length === 0 ? undefined : unknownFlag(program, [name ?? '', ...rest]);
  const command = program.commands.find((one) => one.name() === name);
  if (command === undefined) return `there is no command ${name}`;
  const [next, ...others] = rest;
  return command.commands.length > 0 && next !== undefined && /^[a-z]/.test(next)
    ? problemOf(command, [next, ...others])
    : unknownFlag(command, ownArguments(command, rest));
}

/** Without what the command hands on to another program: everything from its first word. */
function ownArguments(command: Command, args: readonly string[]): readonly string[] {
  const handsOn = command.registeredArguments.some(({ description }) => description.startsWith('passed on to'));
  const first = args.findIndex((arg) => !arg.startsWith('-'));
  return handsOn && first !== -1 ? args.slice(0, first) : args;
}

function unknownFlag(command: Command, args: readonly string[]): string | undefined {
  const known = ['-h', '--help', ...command.options.flatMap(({ short, long }) => [short, long])];
  const flag = args.map((arg) => arg.split('=')[0] ?? '').find((arg) => /^--?[a-z]/.test(arg) && !known.includes(arg));
  return flag === undefined ? undefined : `${command.name()} has no ${flag}`;
}

/** Words as a shell makes them; what is quoted is one word. */
export function words(text: string): string[] {
  return [...text.matchAll(/"[^"]*"|'[^']*'|\S+/g)].map(([word]) => word);
}
