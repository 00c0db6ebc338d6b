import type { CommandResult, RunCommand } from '../commands';

/** Answers by the start of a command line; the longest start that fits wins, and a command without an answer succeeds silently. */
export type Script = Readonly<Record<string, Partial<CommandResult> | (() => Partial<CommandResult>)>>;

export interface FakeCommands {
  readonly run: RunCommand;
  /** Every command line that was run, in order. */
  readonly lines: readonly string[];
}

export function fakeCommands(script: Script): FakeCommands {
  const lines: string[] = [];
  const run: RunCommand = (command) => {
    const line = command.join(' ');
    lines.push(line);
    const start = Object.keys(script)
      .filter((one) => line.startsWith(one))
      .sort((one, other) => other.length - one.length)[0];
    const answer = start === undefined ? {} : (script[start] ?? {});
    const given = typeof answer === 'function' ? answer() : answer;
    return Promise.resolve({ exitCode: 0, stdout: '', stderr: '', ...given });
  };
  return { run, lines };
}
