import { Command } from 'commander';
import { version } from '../package.json';
import type { CommandContext } from './context';

export const EXIT_CODES = `
Exit codes: 0 done, 1 something inside the lab failed, 2 wrong command line, 3 wrong lab.yaml or manifest,
4 this machine lacks something (Node, Python, port, disk), 5 model artifact, 6 verdict failed, 130 ctrl-C.`;

/** Adds a command to the command line. */
export type AddCommand = (program: Command, context: CommandContext) => void;

/** Commands that help people with the same thing, under one title in `--help`. */
export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly AddCommand[];
}

/** The command line with some commands, in their order. */
export function programOf(groups: readonly CommandGroup[], context: CommandContext): Command {
  const program = new Command('lab')
    .description('A lab for scaling ML serving: run it, measure it, predict it.')
    .version(version)
    .addHelpText('after', EXIT_CODES)
    .showSuggestionAfterError()
    // What stands after `lab pulumi` is pulumi's.
    .enablePositionalOptions()
    .exitOverride();
  for (const { title, commands } of groups) {
    program.commandsGroup(`${title}:`);
    for (const add of commands) add(program, context);
  }
  for (const command of program.commands.flatMap((one) => [one, ...one.commands])) command.exitOverride();
  return program;
}
