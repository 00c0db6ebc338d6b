import { createInterface } from 'node:readline/promises';
import { UserError } from '../../contract';
import type { Answers } from './files';

interface Question {
  readonly text: string;
  /** @default - it must be answered */
  readonly usual?: string;
}

/** What `lab init` asks, in order; each has a flag of its name. */
export function questionsOf(name: string): Readonly<Record<keyof Answers, Question>> {
  return {
    name: { text: 'Name of the service', usual: name },
    command: { text: 'What starts it on this machine, such as: node server.js --host $(HOST) --port $(PORT)' },
    path: { text: 'Path of one request', usual: '/' },
    manifests: { text: 'Folder of its manifests or its chart', usual: 'deploy' },
  };
}

/** One line of an answer to a question. */
export type Ask = (question: string) => Promise<string>;

/**
 * The answers: those of flags, then those of a person, then the usual ones.
 *
 * @param ask undefined where nobody can be asked
 * @throws UserError naming the flag of what nobody answered
 */
export async function answersOf(
  given: Partial<Answers>,
  questions: ReturnType<typeof questionsOf>,
  ask: Ask | undefined,
): Promise<Answers> {
  const answers: Record<string, string> = {};
  for (const [name, { text, usual }] of Object.entries(questions)) {
    const flag = given[name as keyof Answers];
    const said = flag ?? (ask === undefined ? '' : await ask(`${text}${usual === undefined ? '' : ` [${usual}]`}: `));
    const answer = said.trim() === '' ? usual : said.trim();
    if (answer === undefined)
      throw new UserError({ where: `--${name}`, problem: 'is missing, and nobody answered.', fix: text, code: 'flag-missing' });
    answers[name] = answer;
  }
  return answers as unknown as Answers;
}

/** Asks on the terminal; the answer ends the line. */
export async function withTerminal<Result>(use: (ask: Ask | undefined) => Promise<Result>, signal: AbortSignal): Promise<Result> {
  if (!process.stdin.isTTY) return use(undefined);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await use((question) => lines.question(question, { signal }));
  } finally {
    lines.close();
  }
}
