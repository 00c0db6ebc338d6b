/** Paths, anchors and targets of links between pages. */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** `./docs/diff.md` as Eleventy names it: `docs/diff.md`. */
export function shownPath(inputPath) {
  return posix.normalize(inputPath);
}

/** Where a page is written: `docs/diff.html`; the README of a folder is its index. */
export function pageOf(file) {
  return file.replace(/(^|\/)README\.md$/, '$1index.html').replace(/\.md$/, '.html');
}

/** A link from one written file to another. */
export function relativeTo(from, to) {
  const path = posix.relative(posix.dirname(from), to);
  return path === '' || to !== '' ? path : `${path}/`;
}

/** Every file and folder that pages link to, images included; outside addresses and anchors left out. */
export function linkTargets(root, pages) {
  const found = new Set();
  for (const page of pages) {
    const text = readFileSync(join(root, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
    for (const [, href] of text.matchAll(/\]\(([^)\s]+)(?:\s"[^"]*")?\)/g)) {
      const [path] = href.split('#');
      if (path === '' || /^[a-z]+:/.test(path)) continue;
      found.add(posix.normalize(posix.join(posix.dirname(page), path)).replace(/\/$/, ''));
    }
  }
  return [...found];
}

/** Gives every heading the id that GitHub gives it, so that links to headings work in both places. */
export function headingIds(markdown) {
  markdown.core.ruler.push('heading_ids', (state) => {
    const taken = new Map();
    state.tokens.forEach((token, index) => {
      if (token.type !== 'heading_open') return;
      const text = (state.tokens[index + 1].children ?? []).map(({ content }) => content).join('');
      const slug = text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(/\s/g, '-');
      const before = taken.get(slug) ?? 0;
      taken.set(slug, before + 1);
      token.attrSet('id', before === 0 ? slug : `${slug}-${before}`);
    });
  });
}
