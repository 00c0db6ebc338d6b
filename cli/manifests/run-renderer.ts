import { devNull } from 'node:os';
import { execa } from 'execa';
import { endGroup } from '../child';

/** How a renderer is run. */
export interface RendererOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly limitMs: number;
}

/** What it printed, or why there is nothing: a sentence without its full stop. */
export type Printed = { readonly kind: 'printed'; readonly text: string } | { readonly kind: 'failed'; readonly why: string };

const MOST_OUTPUT_CHARACTERS = 64 * 1024 * 1024;
const LAST_LINES = 5;
const MOST_WORDS_CHARACTERS = 400;
/** Nothing listens there. */
const NO_PROXY_SERVER = 'http://127.0.0.1:1';

/**
 * Runs kustomize, kubectl or helm on files that a stranger may have written: without the variables of this process, which may be
 * secrets, without a cluster, and without a way to the network. On abort and past the limit its whole process group is ended.
 *
 * @throws the reason of the signal when it is aborted
 */
export async function runRenderer(program: string, args: readonly string[], options: RendererOptions): Promise<Printed> {
  const { cwd, signal, limitMs } = options;
  signal.throwIfAborted();
  const child = execa(program, args, {
    cwd,
    env: environment(),
    extendEnv: false,
    stdin: 'ignore',
    maxBuffer: MOST_OUTPUT_CHARACTERS,
    detached: true,
    reject: false,
  });
  const stop = (): void => endGroup(child.pid, 'SIGKILL');
  const late = new AbortController();
  late.signal.addEventListener('abort', stop, { once: true });
  signal.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(() => late.abort(), limitMs);
  try {
    const ended = await child;
    signal.throwIfAborted();
    if (late.signal.aborted) return { kind: 'failed', why: `did not end within ${limitMs / 1000} s and was ended` };
    if (ended.isMaxBuffer) return { kind: 'failed', why: `printed more than ${MOST_OUTPUT_CHARACTERS / 1024 / 1024} MiB` };
    if (!ended.failed) return { kind: 'printed', text: ended.stdout };
    return { kind: 'failed', why: lastWords(ended.stderr) || (ended.shortMessage ?? 'failed') };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    stop();
  }
}

/** Where programs and their settings are; git and Go's HTTP client find no way out. */
function environment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'TMPDIR'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY'].flatMap((name) => [
    [name, NO_PROXY_SERVER] as const,
    [name.toLowerCase(), NO_PROXY_SERVER] as const,
  ]);
  return { ...Object.fromEntries([...kept, ...proxies]), GIT_ALLOW_PROTOCOL: 'none', KUBECONFIG: devNull };
}

/** The end of what it said, in one line and without the head of a log line. */
function lastWords(said: string): string {
  const lines = said
    .split('\n')
    .map((line) => line.replace(/^[EWIF]\d{4} \S+\s+\d+ \S+\] /, '').trim())
    .filter((line) => /\w/.test(line));
  const words = lines.slice(-LAST_LINES).join(' ').replace(/\.$/, '');
  return words.length > MOST_WORDS_CHARACTERS ? `${words.slice(0, MOST_WORDS_CHARACTERS)}…` : words;
}
