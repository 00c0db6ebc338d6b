import type { Place } from '../charts/svg';
import { html, trusted, type Markup } from './markup';

/** Design widths of charts: full column, half column, phone. */
const WIDTHS = { full: 880, half: 428, phone: 344 } as const;

interface Figure {
  readonly id: string;
  readonly size: 'full' | 'half';
  /** The chart in words, for readers who cannot see it; also printed below it. */
  readonly text: string;
  readonly draw: (frame: Place) => string;
  /** Values for the hover read-out. */
  readonly data?: unknown;
}

/** A chart drawn twice, for a wide and for a narrow page: scaling one drawing would leave its text too small to read. */
export function figure({ id, size, text, draw, data }: Figure): Markup {
  const attribute = data === undefined ? undefined : html` data-chart="${JSON.stringify(data)}"`;
  return html`<figure class="chart ${size}" ${attribute}>
    <div class="drawing" role="img" aria-labelledby="${id}-text">
      <div class="wide">${trusted(draw({ id: `${id}w`, width: WIDTHS[size] }))}</div>
      <div class="narrow">${trusted(draw({ id: `${id}n`, width: WIDTHS.phone }))}</div>
    </div>
    <figcaption id="${id}-text">${text}</figcaption>
  </figure> `;
}
