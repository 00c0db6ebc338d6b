import type { Command } from 'commander';

export type Shell = 'bash' | 'zsh' | 'fish';

/** A script a shell, made from the commands themselves. Files are completed where no command or flag fits. */
export const COMPLETIONS: Readonly<Record<Shell, (program: Command) => string>> = {
  bash: (program) => bashScript(program),
  // zsh runs what bash's `complete` runs.
  zsh: (program) => `autoload -U +X bashcompinit && bashcompinit\n${bashScript(program)}`,
  fish: (program) => fishScript(program),
};

/** What can follow some words of the command line: `''` the commands, `diff` its flags, `images` its commands and flags. */
function following(program: Command): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  const visit = (command: Command, path: readonly string[]): void => {
    const flags = command.options.filter(({ hidden }) => !hidden).map(({ long, flags: written }) => long ?? written);
    found.set(path.join(' '), [...command.commands.map((one) => one.name()), ...flags, '--help']);
    for (const one of command.commands) visit(one, [...path, one.name()]);
  };
  visit(program, []);
  return found;
}

function bashScript(program: Command): string {
  const cases = [...following(program)].map(
    ([path, words]) => `    ${JSON.stringify(path)}) words=${JSON.stringify(words.join(' '))} ;;`,
  );
  return `_lab_complete() {
  local word path='' words='' current="\${COMP_WORDS[COMP_CWORD]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in
      [a-z]*) case "$path" in '') path="$word" ;; ${nested(program).join(' | ')}) path="$path $word" ;; esac ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _lab_complete lab ./lab ml-scaling-lab
`;
}

/** Commands that have commands of their own. */
function nested(program: Command): string[] {
  const names = program.commands.filter((one) => one.commands.length > 0).map((one) => one.name());
  return names.length === 0 ? ["'-'"] : names;
}

function fishScript(program: Command): string {
  const lines = program.commands.flatMap((command) => [
    `complete -c lab -n __fish_use_subcommand -f -a ${command.name()} -d ${quoted(firstWords(command))}`,
    ...command.commands.map((one) => fishLine(command.name(), `-f -a ${one.name()}`, firstWords(one))),
    ...[command, ...command.commands].flatMap((one) =>
      one.options
        .filter(({ hidden, long }) => !hidden && long !== undefined)
        .map(({ long = '', description }) => fishLine(command.name(), `-l ${long.slice(2)}`, description)),
    ),
  ]);
  return `${lines.join('\n')}\n`;
}

const fishLine = (command: string, what: string, description: string): string =>
  `complete -c lab -n '__fish_seen_subcommand_from ${command}' ${what} -d ${quoted(description)}`;
const firstWords = (command: Command): string => command.description().split(/[;:.]/)[0] ?? '';
const quoted = (text: string): string => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
