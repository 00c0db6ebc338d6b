import type { BenchmarkResult, Run } from '../../../contract';
import { machinesOf } from '../../model/environment';
import { loadPhrase } from '../../model/load';
import { durationText } from '../../text/number';
import { EMPTY } from '../../text/words';
import { markBadges, verdictBadge } from '../badges';
import { definitions, html, type Markup } from '../markup';
import { table } from '../table';
import { telling } from '../../model/marks';

/** Every benchmark that was started, including those without a result. */
export function whatWasRun(run: Run, anchors: ReadonlyMap<BenchmarkResult, string>): Markup {
  const rows = run.results.map((result) => [
    html`<a href="#${anchors.get(result) ?? ''}">${result.name}</a>`,
    html`${verdictBadge(result)} ${markBadges(telling(result))}`,
    subjectText(result),
    result.scenario === null ? EMPTY : loadPhrase(result.scenario),
    durationText(result.durationSeconds),
  ]);
  const failures = run.failures.map(({ name, reason }) => [
    name,
    html`<span class="badge fail">✗ no result</span> ${reason}`,
    EMPTY,
    EMPTY,
    EMPTY,
  ]);
  return html`<section aria-labelledby="what">
    <h2 id="what">What was run</h2>
    ${table({
      caption: 'Benchmarks of this run',
      columns: [
        { title: 'Benchmark' },
        { title: 'Outcome' },
        { title: 'Service' },
        { title: 'Load' },
        { title: 'Took', isNumeric: true },
      ],
      rows: [...rows, ...failures],
      onPhone: 'stack',
    })}
  </section> `;
}

function subjectText({ subject }: BenchmarkResult): string {
  return subject.modelVariant === null ? subject.service : `${subject.service}, ${subject.modelVariant}`;
}

/** The facts of the machine; side by side when results come from several machines, which is rare. */
export function onWhat(run: Run): Markup | undefined {
  const machines = machinesOf(run);
  const [first] = machines;
  if (first === undefined) return undefined;
  const facts =
    machines.length === 1
      ? definitions('facts boxed', first.facts)
      : html`<p>The benchmarks of this run did not all run under the same conditions: compare across columns with care.</p>
          ${table({
            caption: 'Machines and limits',
            columns: [{ title: 'Fact' }, ...machines.map((machine) => ({ title: machine.benchmarks.join(', ') }))],
            rows: first.facts.map(([name], index) => [name, ...machines.map((machine) => machine.facts[index]?.[1] ?? EMPTY)]),
            onPhone: 'scroll',
          })}`;
  return html`<section aria-labelledby="machine">
    <h2 id="machine">On what</h2>
    ${facts}
  </section>`;
}
