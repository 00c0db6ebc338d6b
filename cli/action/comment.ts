/**
 * Puts a report on a pull request as one comment and edits that comment from then on. Started by action.yml with plain Node, which
 * strips the types: this file imports nothing but Node itself, and all of its TypeScript can be erased.
 */
import { appendFileSync, readFileSync } from 'node:fs';

/** Finds the comment again; the first line of every report. */
export const MARK = '<!-- ml-scaling-lab diff -->';
/** GitHub refuses longer ones (65,536 characters). */
const LONGEST_COMMENT = 65_000;
const CUT = '\n\n… the rest is in the job summary and in the artifact.';
const PER_PAGE = 100;
const MOST_PAGES = 50;
const MOST_TRIES = 4;
const FIRST_WAIT_MS = 1_000;
/** A rate limit that lasts longer is not waited for. */
const LONGEST_WAIT_MS = 60_000;
/** A report that says that nothing changes is no reason for a new comment. */
const NO_CHANGE = '**Scaling:** no change.';

interface PostOptions {
  /** `https://api.github.com` */
  readonly apiUrl: string;
  readonly token: string;
  /** `owner/name` */
  readonly repository: string;
  readonly pullRequest: number;
  readonly report: string;
  readonly sleep: (ms: number) => Promise<void>;
}

/** `read-only`: the token may not write, as on pull requests from forks. `not-needed`: nothing changes and there is no comment yet. */
export type Posted = 'created' | 'updated' | 'unchanged' | 'not-needed' | 'read-only';

interface Comment {
  readonly id: number;
  readonly body: string;
}

/** @throws Error when GitHub refuses for another reason than a token that may only read, or does not answer after some tries */
export async function postComment(options: PostOptions): Promise<Posted> {
  const body = bodyOf(options.report);
  const existing = await findComment(options);
  if (existing === undefined) {
    if (body.includes(NO_CHANGE)) return 'not-needed';
    const path = `/repos/${options.repository}/issues/${options.pullRequest}/comments`;
    return (await write(options, 'POST', path, body)) ? 'created' : 'read-only';
  }
  if (existing.body === body) return 'unchanged';
  const path = `/repos/${options.repository}/issues/comments/${existing.id}`;
  return (await write(options, 'PATCH', path, body)) ? 'updated' : 'read-only';
}

/** With the mark in front, and no longer than GitHub takes. */
export function bodyOf(report: string): string {
  const text = report.trim();
  const marked = text.startsWith(MARK) ? text : `${MARK}\n${text}`;
  if (marked.length <= LONGEST_COMMENT) return marked;
  const cut = marked.slice(0, LONGEST_COMMENT - CUT.length);
  // An open fold or code block would swallow the rest of the page.
  const fences = cut.match(/^```/gm)?.length ?? 0;
  const folds = (cut.match(/<details>/g)?.length ?? 0) - (cut.match(/<\/details>/g)?.length ?? 0);
  return cut + (fences % 2 === 1 ? '\n```' : '') + '\n</details>'.repeat(Math.max(0, folds)) + CUT;
}

/** The oldest comment of a machine that begins with the mark: what a person quotes is left alone. */
async function findComment(options: PostOptions): Promise<Comment | undefined> {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const path = `/repos/${options.repository}/issues/${options.pullRequest}/comments?per_page=${PER_PAGE}&page=${page}`;
    const response = await call(options, 'GET', path, undefined);
    if (response.status !== 200) throw await refusal(response, 'comments cannot be listed');
    const comments = (await response.json()) as readonly { id: number; body?: string | null; user?: { type?: string } | null }[];
    const found = comments.find(({ body, user }) => user?.type === 'Bot' && (body ?? '').trimStart().startsWith(MARK));
    if (found !== undefined) return { id: found.id, body: found.body ?? '' };
    if (comments.length < PER_PAGE) return undefined;
  }
  return undefined;
}

/** Whether it was written; false when the token may only read. */
async function write(options: PostOptions, method: 'POST' | 'PATCH', path: string, body: string): Promise<boolean> {
  const response = await call(options, method, path, JSON.stringify({ body }));
  if (response.ok) return true;
  // GitHub answers 403 to a token without the permission, and 404 where it may not even know of the comment.
  if ((response.status === 403 && waitOf(response) === undefined) || response.status === 404) return false;
  throw await refusal(response, 'the comment cannot be written');
}

/** Tries again on 5xx, on a broken connection, and on a rate limit that ends soon. */
async function call(options: PostOptions, method: string, path: string, body: string | undefined): Promise<Response> {
  const headers = {
    authorization: `Bearer ${options.token}`,
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    'user-agent': 'ml-scaling-lab',
    ...(body !== undefined && { 'content-type': 'application/json' }),
  };
  for (let attempt = 1; ; attempt++) {
    const backoffMs = FIRST_WAIT_MS * 2 ** (attempt - 1);
    const isLast = attempt === MOST_TRIES;
    let waitMs: number | undefined;
    try {
      const response = await fetch(`${options.apiUrl}${path}`, { method, headers, ...(body !== undefined && { body }) });
      waitMs = response.status >= 500 ? backoffMs : waitOf(response);
      if (waitMs === undefined || waitMs > LONGEST_WAIT_MS || isLast) return response;
      await response.arrayBuffer();
    } catch (error) {
      if (isLast) throw error;
      waitMs = backoffMs;
    }
    await options.sleep(waitMs);
  }
}

/** How long a rate limit asks to wait, milliseconds; undefined without one. */
function waitOf({ status, headers }: Response): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const seconds = headers.get('retry-after');
  if (seconds !== null) return 1000 * Number(seconds);
  return status === 429 || headers.get('x-ratelimit-remaining') === '0' ? FIRST_WAIT_MS : undefined;
}

async function refusal(response: Response, what: string): Promise<Error> {
  const text = (await response.text()).slice(0, 300);
  return new Error(`${what}: GitHub answers ${response.status} ${text}`);
}

const WORDS: Readonly<Record<Posted, string>> = {
  created: 'The report is a new comment of the pull request.',
  updated: 'The comment of the pull request was edited.',
  unchanged: 'The comment of the pull request says so already.',
  'not-needed': 'Nothing changes: no comment is needed.',
  'read-only':
    '::notice title=Scaling diff::The token may only read, as on every pull request from a fork: the report is in the job summary and in the artifact.',
};

/** @returns the exit code: 1 when GitHub refuses; a token that may only read is no failure */
export async function main(env: Readonly<Partial<Record<string, string>>>, print: (line: string) => void): Promise<number> {
  const { GITHUB_API_URL: apiUrl, GITHUB_REPOSITORY: repository, GITHUB_OUTPUT: output, TOKEN: token, REPORT: file } = env;
  const pullRequest = Number(env['PULL_REQUEST'] ?? '');
  if (!Number.isInteger(pullRequest) || pullRequest <= 0) {
    print('::notice title=Scaling diff::This is no pull request: there is nothing to comment on.');
    return 0;
  }
  if (apiUrl === undefined || repository === undefined || token === undefined || token === '' || file === undefined) {
    print('::error title=Scaling diff::GITHUB_API_URL, GITHUB_REPOSITORY, TOKEN and REPORT must be set.');
    return 1;
  }
  try {
    const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
    const report = readFileSync(file, 'utf8');
    const posted = await postComment({ apiUrl, token, repository, pullRequest, report, sleep });
    print(WORDS[posted]);
    if (output !== undefined) appendFileSync(output, `comment=${posted}\n`);
    return 0;
  } catch (error) {
    print(`::error title=Scaling diff::${(error as Error).message.replaceAll(/\s+/g, ' ')}`);
    return 1;
  }
}

// Neither `require.main` nor `import.meta` exists in both of the module systems that run this file.
if (/[\\/]action[\\/]comment\.[jt]s$/.test(process.argv[1] ?? '')) {
  void main(process.env, (line) => console.log(line)).then((exitCode) => {
    process.exitCode = exitCode;
  });
}
