/**
 * The documentation as a static site: every Markdown page of the repository, with the files that pages link to. Works from any
 * folder or address, because all links are relative.
 *
 *   npm ci --prefix tools/site && npm run site      # writes site/
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { headingIds, linkTargets, pageOf, relativeTo, shownPath } from './links.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** Pages of folders whose files are data or belong to programs. */
const NO_PAGES = /^(tests\/(golden|cases)|apps\/model\/data)\//;

export default function site(config) {
  const files = tracked();
  const pages = files.filter((file) => file.endsWith('.md') && !NO_PAGES.test(file));
  const linked = linkTargets(ROOT, pages);
  const copied = linked.filter((path) => !pages.includes(path) && isFile(path));
  const listed = linked.filter((path) => isFolder(path) && !files.includes(posix.join(path, 'README.md')));

  config.setUseGitIgnore(false);
  config.setInputDirectory('.');
  config.setIncludesDirectory('tools/site/_includes');
  config.setTemplateFormats([]);
  config.setQuietMode(true);
  config.addTemplateFormats('md');
  for (const folder of [
    'node_modules',
    'build',
    'dist',
    'results',
    'site',
    '.lab',
    '.venv',
    'tools/site/node_modules',
    'tests/golden',
    'tests/cases',
  ])
    config.ignores.add(`${folder}/**`);
  for (const file of copied) config.addPassthroughCopy({ [file]: file });
  for (const folder of listed) config.addTemplate(`${folder}/index.md`, listing(folder, files));

  config.amendLibrary('md', (markdown) => {
    markdown.set({ html: true, linkify: false });
    // Indented blocks are code, which Eleventy turns off.
    markdown.enable('code');
    headingIds(markdown);
    relativeLinks(markdown, listed);
    // A wide table scrolls inside itself, not the page.
    markdown.renderer.rules.table_open = () => '<div class="scroll"><table>';
    markdown.renderer.rules.table_close = () => '</table></div>';
  });
  config.addGlobalData('layout', 'page.njk');
  config.addGlobalData('eleventyComputed', {
    permalink: ({ page }) => pageOf(shownPath(page.inputPath)),
    title: ({ page }) => titleOf(page.inputPath),
    root: ({ page }) => relativeTo(pageOf(shownPath(page.inputPath)), '') || './',
    navigation: ({ page }) => navigation(pageOf(shownPath(page.inputPath))),
  });
  return { markdownTemplateEngine: false };
}

function tracked() {
  const options = { cwd: ROOT, encoding: 'utf8' };
  const listedByGit = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], options);
  return listedByGit.split('\0').filter((file) => file !== '' && existsSync(join(ROOT, file)));
}

const isFile = (path) => existsSync(join(ROOT, path)) && statSync(join(ROOT, path)).isFile();
const isFolder = (path) => existsSync(join(ROOT, path)) && statSync(join(ROOT, path)).isDirectory();

/** A page for a folder that pages link to and that has none. */
function listing(folder, files) {
  const own = files.filter((file) => posix.dirname(file) === folder).map((file) => posix.basename(file));
  return `# ${folder}\n\n${own.map((name) => (name.endsWith('.md') ? `- [${name}](${name})` : `- \`${name}\``)).join('\n')}\n`;
}

function titleOf(inputPath) {
  const file = join(ROOT, shownPath(inputPath));
  const heading = existsSync(file) ? /^# (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return (heading ?? shownPath(inputPath)).replaceAll(/[`*_]/g, '');
}

/** The map of the docs is the menu: its headings, and the pages below each. */
function navigation(from) {
  const groups = [{ title: 'ml-scaling-lab', links: [{ title: 'Overview', href: relativeTo(from, 'index.html') }] }];
  for (const line of readFileSync(join(ROOT, 'docs/README.md'), 'utf8').split('\n')) {
    const heading = /^## (.+)$/.exec(line)?.[1];
    if (heading !== undefined) groups.push({ title: heading, links: [] });
    const [, title, href] = /^(?:\| )?\[([^\]]+)\]\(([^)#]+)\)/.exec(line) ?? [];
    if (href === undefined || groups.length < 2) continue;
    const target = posix.normalize(posix.join('docs', href)).replace(/\/$/, '');
    groups
      .at(-1)
      .links.push({
        title: title.replace(/\.md$/, ''),
        href: relativeTo(from, isFolder(target) ? `${target}/index.html` : pageOf(target)),
      });
  }
  return groups;
}

function relativeLinks(markdown, listed) {
  const usual =
    markdown.renderer.rules.link_open ?? ((tokens, index, options, _, self) => self.renderToken(tokens, index, options));
  markdown.renderer.rules.link_open = (tokens, index, options, env, self) => {
    const [path, anchor] = tokens[index].attrGet('href').split('#');
    if (path !== '' && !/^[a-z]+:/.test(path)) {
      const target = posix.normalize(posix.join(posix.dirname(shownPath(env.page.inputPath)), path)).replace(/\/$/, '');
      const isPage = target.endsWith('.md');
      const shown = isPage ? pageOf(target) : isFolder(target) || listed.includes(target) ? `${target}/index.html` : target;
      const href = relativeTo(pageOf(shownPath(env.page.inputPath)), shown);
      tokens[index].attrSet('href', anchor === undefined ? href : `${href}#${anchor}`);
    }
    return usual(tokens, index, options, env, self);
  };
}
