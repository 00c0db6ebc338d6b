import { timeline, type TimelinePanel } from '../charts';
import { figure } from '../html/figure';
import { frame } from '../html/frame';
import { html, type Markup } from '../html/markup';
import { table } from '../html/table';
import type { CourseChart, DiffPage, DiffTable, PredictedSection, Sides } from './page';

/** What reports of runs have no use for. */
const OWN_STYLE = `.sentences{display:grid;gap:6px;padding-left:1.2em;max-width:88ch}.gates{list-style:none;display:grid;gap:6px}.versus{color:var(--muted)}`;

/** A comparison as one HTML file: no network, readable without JavaScript, on a phone, on paper, light and dark. */
export function renderDiffHtml(page: DiffPage): string {
  return frame({
    title: `Scaling: ${page.base} and ${page.head}`,
    eyebrow: 'ml-scaling-lab · what a scaling change will do',
    heading: page.headline,
    facts: html`${page.base} compared with ${page.head}`,
    skipTo: 'the changes',
    contents: html`${contents(page).map(([anchor, title]) => html`<li><a href="#${anchor}">${title}</a></li> `)}`,
    main: html`${gates(page)} ${page.lists.map(sentences)} ${page.predictions.length === 0 ? undefined : predicted(page)}
    ${page.tables.map(boxed)}`,
    style: OWN_STYLE,
  });
}

function contents({ lists, predictions, tables }: DiffPage): [anchor: string, title: string][] {
  return [
    ...lists.flatMap(({ title, items }, index): [string, string][] => (items.length === 0 ? [] : [[`list-${index}`, title]])),
    ...predictions.map(({ title }, index): [string, string] => [`predicted-${index}`, title]),
    ...tables.map(({ title }, index): [string, string] => [`table-${index}`, title]),
  ];
}

const SIGNS = { pass: 'pass', fail: 'fail', unknown: 'not judged' } as const;

function gates({ gates: judged }: DiffPage): Markup | undefined {
  if (judged.length === 0) return undefined;
  const item = ({ sign, text }: DiffPage['gates'][number]): Markup =>
    html`<li><span class="badge ${sign === 'unknown' ? 'mark' : sign}">${SIGNS[sign]}</span> ${text}</li> `;
  return html`<section aria-label="Conditions">
    <ul class="gates boxed">
      ${judged.map(item)}
    </ul>
  </section> `;
}

function sentences({ title, items }: DiffPage['lists'][number], index: number): Markup | undefined {
  if (items.length === 0) return undefined;
  return html`<section id="list-${index}" aria-labelledby="list-${index}-title">
    <h2 id="list-${index}-title">${title}</h2>
    <ul class="sentences">
      ${items.map((item) => html`<li>${item}</li> `)}
    </ul>
  </section> `;
}

function predicted({ note, predictions }: DiffPage): Markup {
  return html`${note === '' ? undefined : html`<section class="notices"><p>${note}</p></section> `}${predictions.map(workload)}`;
}

function workload({ title, table: numbers, charts }: PredictedSection, index: number): Markup {
  return html`<section class="benchmark" id="predicted-${index}" aria-labelledby="predicted-${index}-title">
    <header><h2 id="predicted-${index}-title">${title}</h2></header>
    ${charts.map((chart, place) => course(chart, `course-${index}-${place}`))} ${plainTable(numbers)}
  </section> `;
}

function course(chart: CourseChart, id: string): Markup {
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

function panelsOf({ offeredRps, replicas, p95Ms, slo }: CourseChart): TimelinePanel[] {
  const sides = ({ base, head }: Sides): TimelinePanel['series'] => [
    { label: 'base', points: base },
    { label: 'head', points: head },
  ];
  return [
    {
      title: 'Offered load',
      unit: 'requests/s',
      series: [{ label: 'both sides', points: offeredRps }],
      shape: 'line',
      bound: undefined,
    },
    { title: 'Pods', unit: '', series: sides(replicas), shape: 'step', bound: undefined },
    { title: 'p95', unit: 'ms', series: sides(p95Ms), shape: 'line', bound: slo },
  ];
}

function boxed(one: DiffTable, index: number): Markup {
  return html`<section id="table-${index}" aria-labelledby="table-${index}-title">
    <h2 id="table-${index}-title">${one.title}</h2>
    ${plainTable(one)}
  </section> `;
}

function plainTable({ title, columns, rows }: DiffTable): Markup {
  return table({ caption: title, columns: columns.map((column) => ({ title: column })), rows, onPhone: 'stack' });
}
