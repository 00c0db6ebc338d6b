import { spawn } from 'node:child_process';

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; one that cannot be started has exit code 127, as in a shell. */
export type RunCommand = (command: readonly string[], stdin?: string) => Promise<CommandResult>;

export const runCommand: RunCommand = ([program = '', ...args], stdin = '') =>
  new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
    child.on('error', (error) => resolve({ exitCode: 127, stdout, stderr: error.message }));
    child.on('close', (exitCode) => resolve({ exitCode: exitCode ?? 1, stdout, stderr }));
    // A program that ends before it read its input says so by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });

/** Last lines of what a command said, indented for an error. */
export function lastLines({ stdout, stderr }: CommandResult): string {
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  return lines
    .slice(-12)
    .map((line) => `    ${line}`)
    .join('\n');
}
