import { ENGINE_COLUMNS, engineCells, enginePanels, type EngineComparison, type EngineNote } from '../../model/engines';
import { html, type Markup } from '../markup';
import { table } from '../table';
import { timelineFigure } from '../timeline-figure';

/** One chart for each autoscaling benchmark: the prediction of the simulator and each engine, on one time axis. */
export function engines(comparisons: readonly EngineComparison[]): Markup | undefined {
  if (comparisons.length === 0) return undefined;
  return html`<section class="benchmark" id="engines" aria-labelledby="engines-title">
    <header><h2 id="engines-title">Predicted and measured</h2></header>
    ${comparisons.map(comparison)}
  </section> `;
}

function comparison(one: EngineComparison, index: number): Markup {
  return html`<h3>
      ${one.title} <span class="legend"><code>${one.benchmark}</code></span>
    </h3>
    <p class="load">${one.question}</p>
    ${timelineFigure(`engines-${index}`, enginePanels(one))}
    ${table({
      caption: `${one.title}: engines side by side`,
      columns: ENGINE_COLUMNS.map((title, column) => ({ title, isNumeric: column > 1 })),
      rows: one.rows.map(engineCells),
      onPhone: 'stack',
    })}
    <h3>Where this comes from</h3>
    <ul class="how">
      ${[...one.notes, ...one.missing].map(note)}
    </ul>`;
}

function note({ text, command }: EngineNote): Markup {
  return html`<li>${text}${command === undefined ? undefined : html` <code>${command}</code>`}</li> `;
}
