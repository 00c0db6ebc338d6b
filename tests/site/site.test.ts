import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { REPO } from '../../cli/paths';

const GENERATOR = join(REPO, 'tools/site/node_modules/@11ty/eleventy/cmd.cjs');
const BUILD_LIMIT_MS = 300_000;
const site = mkdtempSync(join(tmpdir(), 'lab-site-'));
afterAll(() => rmSync(site, { recursive: true }));

beforeAll(() => {
  if (!existsSync(GENERATOR))
    execFileSync('npm', ['ci', '--prefix', 'tools/site', '--ignore-scripts'], { cwd: REPO, stdio: 'pipe' });
  const options = ['--config=tools/site/eleventy.config.mjs', `--output=${site}`];
  execFileSync(process.execPath, [GENERATOR, ...options], { cwd: REPO, stdio: 'pipe' });
}, BUILD_LIMIT_MS);

const pages = (): string[] => readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.html'));
const read = (page: string): string => readFileSync(join(site, page), 'utf8');

/** Addresses of a page that lead to no file of the site, or to no heading of it. */
function deadLinks(page: string): string[] {
  const addresses = [...read(page).matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, address = '']) => address);
  return addresses.filter((address) => {
    if (/^[a-z]+:/.test(address)) return false;
    const [path = '', anchor] = address.split('#');
    const target = path === '' ? page : relative(site, resolve(site, dirname(page), path));
    if (!existsSync(join(site, target))) return true;
    return anchor !== undefined && target.endsWith('.html') && !read(target).includes(` id="${anchor}"`);
  });
}

test('every page of docs/ and the README are in it', () => {
  const written = pages();
  for (const page of ['index.html', 'SECURITY.html', 'docs/index.html', 'docs/diff.html', 'docs/course/3-autoscaling.html'])
    expect(written).toContain(page);
  expect(written.length).toBeGreaterThan(50);
});

test('every link leads to a page, a file or a heading of the site', () => {
  expect(pages().flatMap((page) => deadLinks(page).map((address) => `${page}: ${address}`))).toEqual([]);
});

test('pages load nothing from elsewhere', () => {
  const loaded = pages().flatMap((page) => [
    ...read(page).matchAll(/<(?:script|img|link|iframe)[^>]+(?:src|href)="([a-z]+:[^"]*)"/g),
  ]);
  expect(loaded.map(([tag]) => tag)).toEqual([]);
});

test('braces of templates and code stay as they are written', () => {
  expect(read('docs/own-service.html')).toContain('{{json}}');
});
