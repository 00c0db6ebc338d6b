import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { imageOf, UserError, type App } from '../../contract';

/** How a pod of the lab runs: no capability, no root, nothing written but below /tmp. */
const AS_IN_A_POD = [
  ...['--read-only', '--tmpfs', '/tmp:exec', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
  ...['--user', '65532:65532'],
];
/** A cold start of the slowest, on a busy machine. */
const START_SECONDS = 180;
const POLL_MS = 250;
const REQUEST_MS = 5000;
const SHOWN_LINES = 15;

export interface Docker {
  /** Environment that names the daemon. */
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
}

/**
 * Starts the image of an app once, as a pod would, and waits until it answers. What it started is removed again.
 *
 * @returns what was seen: `answers on /readyz`
 * @throws UserError with the last lines of a container that does not answer
 */
export async function tryImage(app: App, docker: Docker): Promise<string> {
  const { check } = app;
  if ('http' in check) {
    await untilItAnswers(app, check, docker);
    return `answers on ${check.http.path}`;
  }
  for (const [program = '', ...args] of check.commands) {
    const command = ['run', '--rm', ...AS_IN_A_POD, '--network', 'none', '--entrypoint', program, imageOf(app), ...args];
    const { exitCode, all } = await run(command, docker);
    if (exitCode !== 0) throw doesNotStart(app, `${program} ended with exit code ${exitCode ?? '?'}`, all);
  }
  return `runs ${check.commands.map(([program]) => program).join(', ')}`;
}

type HttpCheck = Extract<App['check'], { readonly http: unknown }>;

async function untilItAnswers(app: App, { http, args, env }: HttpCheck, docker: Docker): Promise<void> {
  const variables = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
  const published = ['--publish', `127.0.0.1::${http.port}`];
  const started = await run(['run', '--detach', ...AS_IN_A_POD, ...published, ...variables, imageOf(app), ...args], docker);
  if (started.exitCode !== 0) throw doesNotStart(app, 'docker run failed', started.all);
  const container = started.stdout.trim();
  try {
    const port = await run(['port', container, String(http.port)], docker);
    const address = /127\.0\.0\.1:\d+/.exec(port.stdout)?.[0];
    const url = `http://${address ?? ''}${http.path}`;
    for (let waitedMs = 0; waitedMs < START_SECONDS * 1000; waitedMs += POLL_MS) {
      if (await answers(url, docker.signal)) return;
      const { stdout: running } = await run(['inspect', '--format', '{{.State.Running}}', container], docker);
      if (running.trim() !== 'true') throw doesNotStart(app, 'it ended', (await run(['logs', container], docker)).all);
      await delay(POLL_MS, undefined, { signal: docker.signal });
    }
    throw doesNotStart(app, `no 200 on ${http.path} within ${START_SECONDS} s`, (await run(['logs', container], docker)).all);
  } finally {
    // Also after an interrupt: nothing that was started stays.
    await execa('docker', ['rm', '--force', '--volumes', container], { env: docker.environment, reject: false });
  }
}

/** Whether a GET is answered with 200 now. */
async function answers(url: string, signal: AbortSignal): Promise<boolean> {
  const answered = await new Promise<boolean>((resolve) => {
    const request = get(url, { signal, timeout: REQUEST_MS, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    // Not listening yet.
    request.on('error', () => resolve(false));
  });
  signal.throwIfAborted();
  return answered;
}

async function run(words: readonly string[], { environment, signal }: Docker) {
  const ended = await execa('docker', words, { env: environment, all: true, reject: false, cancelSignal: signal });
  signal.throwIfAborted();
  return ended;
}

function doesNotStart(app: App, problem: string, output: string): UserError {
  const lines = output.trimEnd().split('\n').slice(-SHOWN_LINES);
  return new UserError({
    code: 'image-broken',
    where: imageOf(app),
    problem: `does not start: ${problem}. Its last lines:\n${lines.map((line) => `    ${line}`).join('\n')}`,
    fix: `Build it again after a change: ./lab images build ${app.name}`,
  });
}
