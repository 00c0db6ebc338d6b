import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRenders } from './renders';
import { isSameText, readSide, type SideOptions } from './sides';

let repository: string;
const git = (...args: string[]): string => execFileSync('git', args, { cwd: repository, encoding: 'utf8' });
const options = (more: Partial<SideOptions> = {}): SideOptions => ({ path: '.', renders: [], repository, ...more });

beforeAll(() => {
  repository = mkdtempSync(join(tmpdir(), 'sides-'));
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'test');
  git('config', 'user.email', 'test@example.com');
  mkdirSync(join(repository, 'deploy'));
  writeFileSync(join(repository, 'deploy', 'api.yaml'), 'kind: A\n');
  writeFileSync(join(repository, 'notes.yml'), 'kind: B\n');
  writeFileSync(join(repository, 'README.md'), 'no manifest\n');
  git('add', '.');
  git('commit', '--quiet', '--message', 'one');
  writeFileSync(join(repository, 'deploy', 'api.yaml'), 'kind: C\n');
  git('commit', '--quiet', '--all', '--message', 'two');
});
afterAll(() => rmSync(repository, { recursive: true }));

test('a git ref is read as it was committed, below the path', () => {
  expect(readSide('HEAD~1', options({ path: 'deploy' }))).toEqual([
    { file: 'deploy/api.yaml', path: 'api.yaml', text: 'kind: A\n' },
  ]);
  expect(readSide('main', options()).map(({ file, text }) => [file, text])).toEqual([
    ['deploy/api.yaml', 'kind: C\n'],
    ['notes.yml', 'kind: B\n'],
  ]);
});

test('a folder and a file are read as they are on disk', () => {
  const texts = readSide(join(repository, 'deploy'), options());
  expect(texts.map(({ text }) => text)).toEqual(['kind: C\n']);
  expect(isSameText(texts, readSide(join(repository, 'deploy', 'api.yaml'), options()))).toBe(true);
});

test('a folder that is called like a ref hides no commit; written as a path it is read', () => {
  const before = process.cwd();
  process.chdir(repository);
  try {
    mkdirSync('HEAD');
    writeFileSync(join('HEAD', 'api.yaml'), 'kind: Decoy\n');
    const texts = (side: string, path = 'deploy') => readSide(side, options({ path })).map(({ text }) => text);
    expect(texts('HEAD')).toEqual(['kind: C\n']);
    expect(texts('HEAD^1')).toEqual(['kind: A\n']);
    expect(texts('./HEAD')).toEqual(['kind: Decoy\n']);
    expect(texts('HEAD/')).toEqual(['kind: Decoy\n']);
    expect(texts('notes.yml')).toEqual(['kind: B\n']);
  } finally {
    rmSync('HEAD', { recursive: true });
    process.chdir(before);
  }
});

test('--render runs in a checkout of the ref, and leaves no checkout behind', () => {
  const render = 'echo "apiVersion: v1"; cat deploy/*.yaml; echo "# $(ls | wc -l)"';
  expect(readSide('HEAD~1', options({ renders: [{ name: undefined, command: render }] }))[0]!.text).toBe(
    'apiVersion: v1\nkind: A\n# 3\n',
  );
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

test('--render that fails shows what the command said, and leaves no checkout behind either', () => {
  expect(() => readSide('HEAD', options({ renders: [{ name: undefined, command: 'echo no chart here >&2; exit 3' }] }))).toThrow(
    /on HEAD\n {2}failed: no chart here/,
  );
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

test.each(['nothing', '--upload-pack=x', 'HEAD~99'])('%s is refused as a side, and the error says what would be one', (side) => {
  expect(() => readSide(side, options())).toThrow(/is neither a folder nor a file nor a git ref here/);
});

test('a path that is not there on a side is an empty side', () => {
  expect(readSide('HEAD', options({ path: 'nowhere' }))).toEqual([]);
});

test('paths of files are those below --path, whatever the side', () => {
  const pathsOf = (side: string, path: string) => readSide(side, options({ path })).map((one) => one.path);
  expect(pathsOf('HEAD', 'deploy')).toEqual(['api.yaml']);
  expect(pathsOf('HEAD', './deploy/')).toEqual(['api.yaml']);
  expect(pathsOf('HEAD', '.')).toEqual(['deploy/api.yaml', 'notes.yml']);
  expect(pathsOf(join(repository, 'deploy'), '.')).toEqual(['api.yaml']);
});

test('several renders have a name each, and are a deployment each', () => {
  const renders = parseRenders(["dev=echo 'apiVersion: v1, kind: A'", "prod=echo 'apiVersion: v1, kind: B'"]);
  expect(readSide('HEAD', options({ renders })).map(({ file, appliedWith }) => [file, appliedWith])).toEqual([
    ['HEAD (rendered dev)', 'dev'],
    ['HEAD (rendered prod)', 'prod'],
  ]);
  expect(parseRenders(['TAG=1 helm template x'])).toEqual([{ name: undefined, command: 'TAG=1 helm template x' }]);
  expect(() => parseRenders(['dev=a', 'b'])).toThrow(/has no name/);
  expect(() => parseRenders(['dev=a', 'dev=b'])).toThrow(/second called dev/);
});
