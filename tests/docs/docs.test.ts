import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative, resolve } from 'node:path';
import { Interrupt } from '../../cli/interrupt';
import { REPO } from '../../cli/paths';
import { EXIT_CODES } from '../../cli/command-line';
import { buildProgram } from '../../cli/program';
import { ExitCode } from '../../contract';
import { scripts } from '../../package.json';
import { labCommands, problemOf, words } from './commands';
import { anchors, codeLines, codeSpans, links, type Found } from './markdown';

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
  cwd: REPO,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(REPO, file)));
const folders = new Set(tracked.flatMap((file) => [...parents(file)]));
/** Where paths of this repository begin. `.github/workflows` is that of the reader's. */
const topLevel = new Set(tracked.map((file) => file.split('/')[0] ?? '').filter((name) => name !== '.github'));
const pages = tracked.filter((file) => file.endsWith('.md') && file !== 'CHANGELOG.md');
const program = buildProgram(new Interrupt(), () => undefined);

function* parents(file: string): Generator<string> {
  for (let folder = dirname(file); folder !== '.'; folder = dirname(folder)) yield folder;
}

/** Every piece of a page that is wrong, as `page:line  piece: problem`. */
function wrong(page: string, found: readonly Found[], problem: (text: string) => string | undefined): string[] {
  return found.flatMap(({ line, text }) => {
    const said = problem(text);
    return said === undefined ? [] : [`${page}:${line}  ${text}: ${said}`];
  });
}

const read = (page: string): string => readFileSync(join(REPO, page), 'utf8');

function linkProblem(page: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : relative(REPO, resolve(REPO, dirname(page), path));
  if (!existsSync(join(REPO, target))) return 'there is no such file';
  if (anchor === undefined || !target.endsWith('.md')) return undefined;
  return anchors(read(target)).has(anchor) ? undefined : `${target} has no such heading`;
}

/** A path from the root, or from the page's own folder, with or without its suffix. `*` and `<name>` stand for anything. */
function pathProblem(page: string, code: string): string | undefined {
  const path = code.replace(/:\d+$/, '').replace(/\/$/, '');
  if (!/^[\w.<>*@-]+(\/[\w.<>*@-]+)+$/.test(path) || !topLevel.has(path.split('/')[0] ?? '')) return undefined;
  if (/^apps\/v\d/.test(path)) return undefined; // an apiVersion of Kubernetes
  const pattern = new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/<[^>]*>|\*+/g, '[^/]*')}(\\.[\\w.]+)?$`);
  const local = (file: string): string => normalize(relative(dirname(page), file));
  const isThere = [...tracked, ...folders].some((file) => pattern.test(file) || pattern.test(local(file)));
  return isThere ? undefined : 'there is no such file or folder';
}

function profileProblem(command: readonly string[]): string | undefined {
  const flag = command.indexOf('--profile');
  const profile = flag === -1 ? undefined : command[flag + 1];
  if (profile === undefined || profile === 'default' || !/^[a-z-]+$/.test(profile)) return undefined;
  return tracked.some((file) => /^(?:profiles\/|lab\.)(.+)\.yaml$/.exec(file)?.[1] === profile)
    ? undefined
    : `there is no profile ${profile}`;
}

function commandProblem(shell: string): string | undefined {
  const lab = labCommands(shell).map((command) => problemOf(program, command) ?? profileProblem(command));
  const npm = [...shell.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) =>
    name in scripts ? undefined : `package.json has no script ${name}`,
  );
  return [...lab, ...npm].find((problem) => problem !== undefined);
}

test('the map of the docs names every page', () => {
  const named = links(read('docs/README.md')).map(({ text }) => join('docs', text.split('#')[0] ?? ''));
  const isNamed = (page: string): boolean => named.includes(page) || named.includes(`${dirname(page)}/`);
  expect(pages.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md' && !isNamed(page))).toEqual([]);
});

test('the exit codes of the docs and of the help text are those of the program', () => {
  const rows = [...read('docs/reference/exit-codes.md').matchAll(/^\| (\d+) +\| (\w+)/gm)];
  expect(Object.fromEntries(rows.map(([, code, name = '']) => [name, Number(code)]))).toEqual(ExitCode);
  const help = [...EXIT_CODES.matchAll(/(\d+) [a-z]/g)].map(([, code]) => Number(code));
  expect(help).toEqual(Object.values(ExitCode));
});

describe.each(pages)('%s', (page) => {
  const text = read(page);

  test('every relative link leads to a file, and to a heading of it', () => {
    expect(wrong(page, links(text), (link) => linkProblem(page, link))).toEqual([]);
  });

  test('every path of the repository that it names is there', () => {
    const named = [...codeSpans(text), ...codeLines(text)];
    const every = named.flatMap(({ line, text: code }) => words(code).map((word) => ({ line, text: word })));
    expect(wrong(page, every, (word) => pathProblem(page, word))).toEqual([]);
  });

  test('every command and flag that it names is one of the program', () => {
    expect(wrong(page, [...codeSpans(text), ...codeLines(text)], commandProblem)).toEqual([]);
  });
});
