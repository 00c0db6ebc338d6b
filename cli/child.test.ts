import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../contract';
import { runChild } from './child';

const folder = mkdtempSync(join(tmpdir(), 'lab-child-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(script: string, rest: { readonly limitSeconds?: number; readonly signal?: AbortSignal } = {}): Promise<string> {
  const signal = new AbortController().signal;
  return runChild(['sh', '-c', script], { signal, logFile: join(folder, 'log'), fix: 'Mend it.', ...rest });
}

async function errorOf(promise: Promise<unknown>): Promise<UserError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

test('the output comes back and is in the log', async () => {
  expect(await run('echo one; echo two >&2')).toContain('one\n');
  expect(readFileSync(join(folder, 'log'), 'utf8')).toContain('two\n');
});

test('the error of a failed command shows its last lines', async () => {
  const error = await errorOf(run('echo the reason; exit 3'));
  expect(error.message).toMatch(/failed \(exit code 3\)[^]*the reason[^]*Mend it\./);
});

test('a command that does not start or is killed says so', async () => {
  const options = { signal: new AbortController().signal, logFile: join(folder, 'log'), fix: 'Mend it.' };
  const absent = await errorOf(runChild(['no-such-program'], options));
  expect(absent.message).toMatch(/failed \(spawn no-such-program ENOENT\)\. It printed nothing\.[^]*Mend it\./);
  const killed = await errorOf(run('kill -KILL $$'));
  expect(killed.message).toContain('failed (SIGKILL). It printed nothing.');
});

test('a command that hangs is ended with all that it started, and has failed', async () => {
  // The inner process holds the pipe open: the command ends only when that one does too.
  const error = await errorOf(run('echo waiting; sleep 1000 & wait', { limitSeconds: 0.2 }));
  expect(error.message).toMatch(/did not end within 0\.2 s and was ended[^]*waiting/);
});

test('a command that hangs has failed even if it ends well when asked to', async () => {
  const error = await errorOf(run('trap "exit 0" TERM; sleep 1000 & wait', { limitSeconds: 0.2 }));
  expect(error.message).toContain('did not end within 0.2 s');
});

test('an interruption ends it', async () => {
  const stop = new AbortController();
  const running = run('sleep 1000', { signal: stop.signal });
  stop.abort(new Error('interrupted'));
  await expect(running).rejects.toThrow('interrupted');
});
