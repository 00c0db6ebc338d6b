import { createHash } from 'node:crypto';
import { html, trusted, type Markup } from './markup';
import { SCRIPT } from './script';
import { STYLE } from './style';

/** Only the page's own style and its one script may run, so no text of a result can load or execute anything. */
const POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'; base-uri 'none'; form-action 'none'`;

interface Framed {
  /** Title of the window. */
  readonly title: string;
  /** The kind of page, above its heading. */
  readonly eyebrow: string;
  readonly heading: string;
  /** Below the heading: when, where and of what. */
  readonly facts: Markup;
  /** Where the first link leads, past the masthead: `the numbers`. */
  readonly skipTo: string;
  /** Entries of the list of contents. */
  readonly contents: Markup;
  readonly main: Markup;
  /** Rules besides the common ones. @default - none */
  readonly style?: string;
}

/** A page as one HTML file: no network, readable without JavaScript, on paper and on a phone, light and dark. */
export function frame({ title, eyebrow, heading, facts, skipTo, contents, main, style = '' }: Framed): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        ${trusted(`<style>${STYLE}${style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#main">Skip to ${skipTo}</a>
        <header class="masthead">
          <div>
            <p class="eyebrow">${eyebrow}</p>
            <h1>${heading}</h1>
            <p class="facts-line">${facts}</p>
          </div>
          <button type="button" id="theme" hidden aria-label="Switch between light and dark">◐ <span>theme</span></button>
        </header>
        <div class="page">
          <nav aria-label="Contents">
            <ul>
              ${contents}
            </ul>
          </nav>
          <main id="main">${main}</main>
        </div>
        ${trusted(`<script>${SCRIPT}</script>`)}
      </body>
    </html> `.text;
}
