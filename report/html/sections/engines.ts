import { timeline } from '../../charts';
import { describePanels } from '../../model/describe';
import { ENGINE_COLUMNS, engineCells, enginePanels, type EngineComparison, type EngineNote } from '../../model/engines';
import { figure } from '../figure';
import { html, type Markup } from '../markup';
import { table } from '../table';

/** One chart for each autoscaling benchmark: what the simulator said and what each engine did, on one time axis. */
export function engines(comparisons: readonly EngineComparison[]): Markup | undefined {
  if (comparisons.length === 0) return undefined;
  return html`<section class="benchmark" id="engines" aria-labelledby="engines-title">
    <header><h2 id="engines-title">Predicted and measured</h2></header>
    ${comparisons.map(comparison)}
  </section> `;
}

function comparison(one: EngineComparison, index: number): Markup {
  const panels = enginePanels(one);
  return html`<h3>
      ${one.title} <span class="legend"><code>${one.benchmark}</code></span>
    </h3>
    <p class="load">${one.question}</p>
    ${figure({
      id: `engines-${index}`,
      size: 'full',
      text: describePanels(panels),
      draw: (frame) => timeline(panels, frame),
      data: panels.map(({ title, unit, series }) => ({
        title,
        unit,
        series: series.map(({ label, points }) => ({ label, points })),
      })),
    })}
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
