import { request } from 'node:http';
import { throwAny, UserError, type UserErrorParts } from '../contract';
import { readToken, type ApplyAnswer, type ApplyRequest, type WaitRequest } from './engine/change-api';
import { runningLab } from './show/running-lab';

/** Applies manifests to the lab that another process runs in this folder. Throws a UserError as `LocalCluster.apply` does there. */
export async function applyToRunning(runDir: string, change: ApplyRequest, signal: AbortSignal): Promise<ApplyAnswer> {
  return (await ask(runDir, 'apply', change, signal)) as ApplyAnswer;
}

/** Waits until that lab is rolled out. Throws a UserError as `LocalCluster.waitReady` does there. */
export async function waitForRunning(runDir: string, options: WaitRequest, signal: AbortSignal): Promise<void> {
  await ask(runDir, 'wait', options, signal);
}

/** Without a time-out of its own: a rollout takes as long as it takes. */
async function ask(runDir: string, action: string, body: object, signal: AbortSignal): Promise<object> {
  const { apiUrl } = runningLab(runDir);
  const token = readToken(runDir);
  if (token === undefined) throw notChangeable(runDir);
  const { status, text } = await post(new URL(`/lab/${action}`, apiUrl), token, JSON.stringify(body), signal);
  const answer = status === 200 || status === 422 ? (JSON.parse(text) as object) : {};
  if (status === 422)
    throwAny((answer as { readonly errors: readonly UserErrorParts[] }).errors.map((parts) => new UserError(parts)));
  if (status !== 200) throw notChangeable(runDir);
  return answer;
}

function notChangeable(runDir: string): UserError {
  return new UserError({
    code: 'restart-needed',
    where: runDir,
    problem: 'the lab that runs here takes no changes from this command: it is of another version, or of another user.',
    fix: 'Stop it and start it again: ./lab down, then ./lab up --keep.',
  });
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

function post(url: URL, token: string, body: string, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const asked = request(url, { method: 'POST', headers, agent: false, signal }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    asked.on('error', (error) => reject(signal.aborted ? (signal.reason as Error) : gone(url, error)));
    asked.end(body);
  });
}

function gone({ host }: URL, error: Error): UserError {
  return new UserError({
    code: 'lab-not-running',
    where: host,
    problem: `the lab does not answer any more (${error.message}).`,
    fix: './lab status says whether one is running.',
  });
}
