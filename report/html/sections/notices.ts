import type { BenchmarkResult, Run } from '../../../contract';
import { withoutTradeoffRuns } from '../../model/tradeoffs';
import { whyFailed } from '../../model/verdict';
import { MARK_WORDS } from '../../text/words';
import { html, type Markup } from '../markup';
import { telling } from '../../model/marks';

type Anchors = ReadonlyMap<BenchmarkResult, string>;

/** Read this before quoting a number: benchmarks without a result, failed checks, marks. */
export function notices(run: Run, anchors: Anchors): Markup | undefined {
  const items = [
    ...run.failures.map(
      ({ name, reason }) =>
        html`<li class="fail"><span class="badge fail">✗ no result</span> <code>${name}</code> <span>${reason}</span></li>`,
    ),
    ...withoutTradeoffRuns(run.results).flatMap((result) => [...failedChecks(result, anchors), ...marks(result, anchors)]),
  ];
  if (items.length === 0) return undefined;
  return html`<section class="notices" aria-labelledby="notices">
    <h2 id="notices">Before you quote a number</h2>
    <ul>
      ${items}
    </ul>
  </section>`;
}

function failedChecks(result: BenchmarkResult, anchors: Anchors): Markup[] {
  if (result.verdict.pass) return [];
  return [
    html`<li class="fail">
      <span class="badge fail">✗ fails</span> ${link(result, anchors)} <span>${whyFailed(result)}</span>
    </li>`,
  ];
}

function marks(result: BenchmarkResult, anchors: Anchors): Markup[] {
  return telling(result).map(
    ({ mark, reason }) =>
      html`<li><span class="badge mark">⚠ ${MARK_WORDS[mark].label}</span> ${link(result, anchors)} <span>${reason}</span></li>`,
  );
}

function link(result: BenchmarkResult, anchors: Anchors): Markup {
  return html`<a href="#${anchors.get(result) ?? ''}"><code>${result.name}</code></a>`;
}
