import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bodyOf, main, MARK, postComment, type Posted } from '../../cli/action/comment';
import { diffManifests } from '../../scaling/diff';
import { COMMENT_MARK, renderDiffMarkdown } from '../../report/scaling/diff';
import { readManifests } from '../../scaling/manifests';
import { FakeGithub } from './fake-github';

const REPORT = `${MARK}\n### Scaling: HPA api may grow to 20 pods\n`;

let github: FakeGithub;
let apiUrl: string;
let waits: number[];

beforeEach(async () => {
  github = new FakeGithub();
  apiUrl = await github.listen();
  waits = [];
});

afterEach(() => github.close());

function post(report = REPORT, token = 'secret'): Promise<Posted> {
  const sleep = (ms: number): Promise<void> => {
    waits.push(ms);
    return Promise.resolve();
  };
  return postComment({ apiUrl, token, repository: 'shop/deploy', pullRequest: 7, report, sleep });
}

function bodies(): string[] {
  return github.comments.map(({ body }) => body);
}

test('the mark is the one that lab diff puts first', () => {
  expect(MARK).toBe(COMMENT_MARK);
});

test('the first run comments, the next one edits that comment, and a third with the same report does nothing', async () => {
  expect(await post()).toBe('created');
  expect(await post(`${MARK}\n### Scaling: less now`)).toBe('updated');
  expect(await post(`${MARK}\n### Scaling: less now\n`)).toBe('unchanged');
  expect(bodies()).toEqual([`${MARK}\n### Scaling: less now`]);
});

test('the comment is found behind hundreds of others', async () => {
  for (let index = 0; index < 230; index++) github.add(`comment ${index}`, 'User');
  github.add(REPORT.trim());
  github.add('later', 'User');
  expect(await post(`${MARK}\nnew`)).toBe('updated');
  expect(bodies()).toHaveLength(232);
  expect(github.calls).toEqual([
    'GET /repos/shop/deploy/issues/7/comments?per_page=100&page=1',
    'GET /repos/shop/deploy/issues/7/comments?per_page=100&page=2',
    'GET /repos/shop/deploy/issues/7/comments?per_page=100&page=3',
    'PATCH /repos/shop/deploy/issues/comments/1230',
  ]);
});

test('a person who quotes the comment keeps what they wrote', async () => {
  github.add(`> ${REPORT}\nI disagree`, 'User');
  github.add(REPORT, 'User');
  github.add(`What is ${MARK}?`);
  expect(await post()).toBe('created');
  expect(bodies().slice(0, 3)).toEqual([`> ${REPORT}\nI disagree`, REPORT, `What is ${MARK}?`]);
});

test('a change that does nothing to scaling makes no comment, but takes back an earlier one', async () => {
  const side = { name: 'main', manifests: readManifests([]) };
  const nothing = renderDiffMarkdown(diffManifests(side, side, { kubernetesVersion: '1.34' }));
  expect(await post(nothing)).toBe('not-needed');
  expect(bodies()).toEqual([]);
  await post();
  expect(await post(nothing)).toBe('updated');
  expect(bodies()).toEqual([nothing.trim()]);
});

test('a token that may only read is told apart from a failure, on a new comment and on an old one', async () => {
  github.isReadOnly = true;
  expect(await post()).toBe('read-only');
  github.add(REPORT);
  expect(await post(`${MARK}\nnew`)).toBe('read-only');
  expect(waits).toEqual([]);
});

test('a wrong token is a failure', async () => {
  await expect(post(REPORT, 'wrong')).rejects.toThrow('comments cannot be listed: GitHub answers 401');
});

test('a server error and a broken connection are tried again, each time later', async () => {
  github.failures.push(
    { method: 'GET', answer: { status: 502 } },
    { method: 'GET', answer: 'hang up' },
    { method: 'POST', answer: { status: 500 } },
  );
  expect(await post()).toBe('created');
  expect(waits).toEqual([1000, 2000, 1000]);
  expect(bodies()).toHaveLength(1);
});

test('a server that never recovers is given up on after four tries', async () => {
  for (let index = 0; index < 9; index++) github.failures.push({ method: 'POST', answer: { status: 503 } });
  await expect(post()).rejects.toThrow('the comment cannot be written: GitHub answers 503');
  expect(waits).toEqual([1000, 2000, 4000]);
});

test('a rate limit that ends soon is waited for, and is not taken for a token that may only read', async () => {
  github.failures.push({ method: 'POST', answer: { status: 403, headers: { 'retry-after': '7' } } });
  expect(await post()).toBe('created');
  expect(waits).toEqual([7000]);
  for (let index = 0; index < 4; index++)
    github.failures.push({ method: 'PATCH', answer: { status: 403, headers: { 'retry-after': '3600' } } });
  await expect(post(`${MARK}\nnew`)).rejects.toThrow('GitHub answers 403');
});

test('a report that GitHub would refuse is cut where nothing stays open', async () => {
  const long = `${MARK}\n<details>\n\n\`\`\`mermaid\n${'x -> y\n'.repeat(20_000)}`;
  const body = bodyOf(long);
  expect(body.length).toBeLessThan(65_536);
  expect(body).toMatch(/\n```\n<\/details>\n\n… the rest is in the job summary and in the artifact\.$/);
  expect(await post(long)).toBe('created');
});

describe('as the action starts it', () => {
  let folder: string;
  let printed: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lab-action-'));
    writeFileSync(join(folder, 'report.md'), REPORT);
    printed = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function start(different: Partial<Record<string, string>> = {}): Promise<number> {
    const env = {
      GITHUB_API_URL: apiUrl,
      GITHUB_REPOSITORY: 'shop/deploy',
      GITHUB_OUTPUT: join(folder, 'output'),
      TOKEN: 'secret',
      REPORT: join(folder, 'report.md'),
      PULL_REQUEST: '7',
      ...different,
    };
    return main(env, (line) => printed.push(line));
  }

  test('it says what it did, to the reader and to later steps', async () => {
    expect(await start()).toBe(0);
    expect(printed).toEqual(['The report is a new comment of the pull request.']);
    expect(readFileSync(join(folder, 'output'), 'utf8')).toBe('comment=created\n');
  });

  test('on a pull request from a fork it succeeds and says where the report is', async () => {
    github.isReadOnly = true;
    expect(await start()).toBe(0);
    expect(printed[0]).toMatch(/^::notice title=Scaling diff::The token may only read.*job summary and in the artifact/);
    expect(readFileSync(join(folder, 'output'), 'utf8')).toBe('comment=read-only\n');
  });

  test('outside of pull requests there is nothing to do', async () => {
    expect(await start({ PULL_REQUEST: '' })).toBe(0);
    expect(github.calls).toEqual([]);
  });

  test('a failure is one line of the log, without the token', async () => {
    expect(await start({ TOKEN: 'wrong-token' })).toBe(1);
    expect(printed[0]).toMatch(/^::error title=Scaling diff::comments cannot be listed: GitHub answers 401/);
    expect(printed.join()).not.toContain('wrong-token');
    expect(await start({ REPORT: join(folder, 'nowhere.md') })).toBe(1);
    expect(printed[1]).toContain('ENOENT');
  });
});
