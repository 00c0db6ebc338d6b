import { TRADEOFF_METRICS } from '../contract';
import { tradeoffFixture } from './fixtures/tradeoffs';
import { renderHtml, renderMarkdown, renderTerminal } from './index';
import { tradeoffTable, valueText } from './model/tradeoffs';

const run = tradeoffFixture();

test('the table has a cell for every metric, and none is empty', () => {
  const [line] = tradeoffTable(run)?.lines ?? [];
  expect(line?.title).toBe('Quantization: fp32 → int8');
  expect(line?.cells.map(({ metric }) => metric)).toEqual([...TRADEOFF_METRICS]);
  expect(line?.cells.every((cell) => valueText(cell) !== '')).toBe(true);
  expect(line?.cells[2]).toMatchObject({
    note: 'not measured: no result of int8',
    textbook: { sign: '=', agreement: 'unclear' },
  });
});

test('on the page the trade-offs come first, and every number links to a result that is there', () => {
  const page = renderHtml(run);
  expect(page.indexOf('id="tradeoffs"')).toBeLessThan(page.indexOf('id="headlines"'));
  const section = page.slice(page.indexOf('id="tradeoffs"'), page.indexOf('id="headlines"'));
  const targets = [...section.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(targets)).toEqual(new Set(['b-tradeoffs-quantization-fp32-1', 'b-tradeoffs-quantization-int8-1']));
  for (const id of targets) expect(page).toContain(`id="${id ?? ''}"`);
});

test('the results behind the table have sections and no cards', () => {
  const page = renderHtml(run);
  const cards = page.slice(page.indexOf('id="headlines"'), page.indexOf('id="what"'));
  expect(cards).not.toContain('tradeoffs/quantization-fp32-1');
});

test('a contradiction is explained in words wherever the table is shown', () => {
  const told = 'throughput went down where the course says up. There is no VNNI here.';
  expect(renderHtml(run)).toContain(told);
  expect(renderMarkdown(run)).toContain(told.replaceAll('.', '.'));
  expect(renderTerminal(run, { color: false, width: 200 }).replace(/\s+/g, ' ')).toContain(told);
});

test('the terminal shows the table before any other number', () => {
  const text = renderTerminal(run, { color: false, width: 110 });
  expect(text.indexOf('Trade-offs, before → after')).toBeGreaterThan(0);
  expect(text.indexOf('Trade-offs, before → after')).toBeLessThan(text.indexOf('as the course says'));
  expect(text).toMatch(/throughput +20\.0 req\/s → 15\.0 req\/s +↓ ×0\.75 \(0\.70 – 0\.80\) +course ↑ ✗/);
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
});

test('runs behind the table count neither as benchmarks nor as failures: an overload misses its bounds on purpose', () => {
  const failing = {
    ...run,
    results: run.results.map((result) =>
      result.kind === 'tradeoffs' ? result : { ...result, verdict: { pass: false, checks: [] } },
    ),
  };
  expect(renderTerminal(failing, { color: false, width: 110 })).toContain('1 benchmark: 1 without checks.');
  expect(renderTerminal(failing, { color: false, width: 110 })).not.toContain('Failed checks');
  expect(renderMarkdown(failing)).not.toContain('fails:');
});
