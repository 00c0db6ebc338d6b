import { timeline, type Point, type TimelinePanel } from '../charts';
import { filled, type Block, type Chart, type Item, type Table, type Verdicts, type Workload } from '../model/block';
import { figure } from './figure';
import { html, htmlLines, type Markup } from './markup';
import { table } from './table';

/** Style of blocks, added to the style of every page. */
export const BLOCKS_STYLE = `.sentences{display:grid;gap:6px;padding-left:1.2em;max-width:88ch}.gates{list-style:none;display:grid;gap:6px}`;

/** Entries of the list of contents: every block that has a title. */
export function blocksContents(blocks: readonly Block[]): Markup {
  return html`${anchored(blocks).map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li> `)}`;
}

/** Blocks as sections of a page. */
export function blocksMarkup(blocks: readonly Block[]): Markup {
  return html`${filled(blocks).flatMap((block, index) =>
    block.kind === 'workloads'
      ? block.workloads.map((one, place) => workload(one, `part-${index}-${place}`))
      : [section(titleOf(block), `part-${index}`, [block])],
  )}`;
}

function anchored(blocks: readonly Block[]): { readonly id: string; readonly title: string }[] {
  return filled(blocks)
    .flatMap((block, index) =>
      block.kind === 'workloads'
        ? block.workloads.map(({ title }, place) => ({ id: `part-${index}-${place}`, title }))
        : [{ id: `part-${index}`, title: titleOf(block) }],
    )
    .filter(({ title }) => title !== '');
}

function titleOf(block: Block): string {
  return 'title' in block ? block.title : '';
}

function section(title: string, id: string, blocks: readonly Block[]): Markup {
  if (title === '')
    return html`<section ${blocks.some(isCaution) ? html`class="notices"` : undefined}>${blocks.map(content)}</section> `;
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${blocks.map(content)}
  </section> `;
}

function isCaution(block: Block): boolean {
  return block.kind === 'paragraph' && block.tone === 'caution';
}

function content(block: Block): Markup {
  switch (block.kind) {
    case 'paragraph':
      return block.tone === 'strong' ? html`<p><strong>${block.text}</strong></p>` : html`<p>${block.text}</p>`;
    case 'list':
      return html`<ul class="sentences">
        ${block.items.map(item)}
      </ul> `;
    case 'table':
      return dataTable(block);
    case 'verdicts':
      return html`<ul class="gates boxed" aria-label="Conditions">
        ${block.verdicts.map(verdict)}
      </ul> `;
    case 'code':
      return html`<pre><code>${htmlLines(block.text)}</code></pre>`;
    case 'workloads':
      return html`${block.workloads.map((one, place) => workload(one, `workload-${place}`))}`;
    case 'details':
      return html`${filled(block.blocks).map(
        (one) => html`${titleOf(one) === '' ? undefined : html`<h3>${titleOf(one)}</h3>`}${content(one)}`,
      )}`;
  }
}

function item(one: Item): Markup {
  return typeof one === 'string' ? html`<li>${one}</li> ` : html`<li><strong>${one.lead}:</strong> ${one.text}</li> `;
}

function verdict({ isPassed, isKnown, text }: Verdicts['verdicts'][number]): Markup {
  const [badge, word] = isKnown ? (isPassed ? ['pass', 'pass'] : ['fail', 'fail']) : ['mark', 'not judged'];
  return html`<li><span class="badge ${badge}">${word}</span> ${text}</li> `;
}

function dataTable({ title, columns, rows }: Table): Markup {
  // Values with their ranges are sentences, and stand better on the left.
  return table({ caption: title, columns: columns.map((column) => ({ title: column.title })), rows, onPhone: 'stack' });
}

function workload({ title, ranges, charts }: Workload, id: string): Markup {
  return html`<section class="benchmark" id="${id}" aria-labelledby="${id}-title">
    <header><h2 id="${id}-title">${title}</h2></header>
    ${charts.map((chart, place) => drawing(chart, `${id}-chart-${place}`))} ${dataTable({ ...ranges, title })}
  </section> `;
}

function drawing(chart: Chart, id: string): Markup {
  const panels = panelsOf(chart);
  return html`<h3>${chart.title}</h3>
    ${figure({
      id,
      size: 'full',
      text: `${chart.title}: offered load, pods and p95 over time, base and head; medians of the simulated runs.`,
      draw: (frame) => timeline(panels, frame),
      data: panels,
    })}`;
}

function panelsOf({ timeSeries: { stepSeconds, offeredRps, replicas, p95Ms }, sloP95Ms }: Chart): TimelinePanel[] {
  const points = (values: readonly (number | null)[]): Point[] =>
    values.flatMap((value, index): Point[] => (value === null ? [] : [[index * stepSeconds, value]]));
  const sides = ({ base, head }: typeof replicas): TimelinePanel['series'] => [
    { label: 'base', points: points(base.median) },
    { label: 'head', points: points(head.median) },
  ];
  return [
    {
      title: 'Offered load',
      unit: 'requests/s',
      series: [{ label: 'both sides', points: points(offeredRps) }],
      shape: 'line',
      bound: undefined,
    },
    { title: 'Pods', unit: '', series: sides(replicas), shape: 'step', bound: undefined },
    { title: 'p95', unit: 'ms', series: sides(p95Ms), shape: 'line', bound: { label: `SLO ${sloP95Ms} ms`, value: sloP95Ms } },
  ];
}
