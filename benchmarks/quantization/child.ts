import { spawn } from 'node:child_process';
import { UserError } from '../../contract/user-error';

export interface ChildOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Lines of standard error as they come: a child's progress. */
  readonly onLine?: (line: string) => void;
  /** Named in errors. */
  readonly where: string;
}

const TAIL_LINES = 8;

/**
 * Runs a program to its end and parses its standard output as JSON.
 *
 * @throws UserError with its last lines when it fails
 */
export async function jsonOf(command: readonly string[], options: ChildOptions): Promise<unknown> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { env: options.env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const tail: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      options.onLine?.(line);
    }
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', (error) => reject(failed(options.where, error.message)));
    child.once('close', resolve);
  });
  if (code !== 0) throw failed(options.where, `ended with exit code ${code ?? 'none'}.\n  ${tail.join('\n  ')}`);
  return JSON.parse(output);
}

function failed(where: string, problem: string): UserError {
  return new UserError({ where, problem, exit: 'failure' });
}
