import { plain, plainLines } from '../../contract';

/** Markup that is safe to put into a page. Only `html` and `trusted` make it; every other value is escaped when inserted. */
export class Markup {
  public constructor(public readonly text: string) {}
}

type Insert = string | number | Markup | readonly (Markup | undefined)[] | undefined;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Any text as HTML text or as the value of an attribute (attributes are always quoted). */
export function htmlText(text: string): string {
  return entities(plain(text));
}

function entities(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A template whose inserted strings are escaped, whose inserted markup is not, and in which undefined is nothing. */
export function html(parts: TemplateStringsArray, ...inserts: readonly Insert[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + inserted(inserts[index - 1]) + part));
}

/** Markup made by this program itself, such as an SVG of the chart library. Never anything read from a result. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

/** Names with their meanings. */
export function definitions(style: string, entries: readonly (readonly [name: string, meaning: string])[]): Markup {
  return html`<dl class="${style}">
    ${entries.map(
      ([name, meaning]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${meaning}</dd>
        </div> `,
    )}
  </dl>`;
}

/** Text of several lines, for `pre`. */
export function htmlLines(text: string): Markup {
  return new Markup(entities(plainLines(text)));
}

function inserted(insert: Insert): string {
  if (insert === undefined) return '';
  if (insert instanceof Markup) return insert.text;
  if (typeof insert === 'object') return insert.map(inserted).join('');
  return htmlText(String(insert));
}
