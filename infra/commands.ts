import { execa } from 'execa';

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; one that cannot be started has exit code 127, as in a shell. */
export type RunCommand = (command: readonly string[], stdin?: string) => Promise<CommandResult>;

export const runCommand: RunCommand = commandsIn(process.env);

/** Runs programs that see this environment, and are found on its PATH. */
export function commandsIn(environment: NodeJS.ProcessEnv): RunCommand {
  return async ([program = '', ...args], input = '') => {
    const { exitCode, signal, stdout, stderr, originalMessage } = await execa(program, args, {
      env: environment,
      extendEnv: false,
      input,
      stripFinalNewline: false,
      reject: false,
    });
    if (exitCode !== undefined) return { exitCode, stdout, stderr };
    return signal === undefined ? { exitCode: 127, stdout: '', stderr: originalMessage ?? '' } : { exitCode: 1, stdout, stderr };
  };
}

/** Last lines that a command printed, indented for an error. */
export function lastLines({ stdout, stderr }: CommandResult): string {
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(-12)
    .map((line) => `    ${line}`)
    .join('\n');
}
