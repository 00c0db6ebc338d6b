import { loadFixture } from '../fixtures/load';
import { engineComparisonFixture } from '../fixtures/engines';
import { renderHtml } from '../html/document';
import { renderMarkdown } from '../markdown/render';
import { renderTerminal } from '../terminal/render';
import { engineCells, enginePanels } from './engines';

const COMPARISON = engineComparisonFixture();
const HOSTILE = {
  ...COMPARISON,
  title: '<script>alert(1)</script>',
  notes: [{ text: '<img src=x onerror=alert(2)> | @everyone', command: '`</code><script>`' }],
};

test('a row has the value and its deviation, with sign and unit', () => {
  expect(COMPARISON.rows.map(engineCells)).toEqual([
    ['kind', '–', '–', '30 s to 3 pods', '905 ms', '3.1 %'],
    ['simulated kind', 'kind', '0.07', '32 s to 3 pods (+2 s), 25 – 40', '996 ms (+10 %), 870 – 1,240', '3.1 % (±0)'],
    ['local engine', 'kind', '0.20', 'never 3 pods', '905 ms (−5 %)', '2.1 % (−1)'],
  ]);
});

test('load, pods and p95 have one panel each; an engine has the same colour in every report', () => {
  const [load, pods, latency] = enginePanels(COMPARISON);
  expect(load?.series).toMatchObject([{ label: 'offered', look: 'quiet' }]);
  expect(pods?.series.map(({ label, look }) => [label, look])).toEqual([
    ['kind', 0],
    ['local engine', 1],
    ['simulated kind', 2],
  ]);
  expect(pods?.series[2]?.band?.[29]).toEqual([29, 1, 3]);
  const alone = enginePanels({ ...COMPARISON, timeSeries: COMPARISON.timeSeries.slice(1, 2) });
  expect(alone[1]?.series.map(({ look }) => look)).toEqual([1]);
  expect(latency?.series).toHaveLength(3);
});

test('the page has the chart, the table and the command for what is missing, in a section of its own', () => {
  const page = renderHtml(loadFixture(), [COMPARISON]);
  const section = page.slice(page.indexOf('id="engines"'), page.indexOf('id="what"'));
  expect(page).toContain('href="#engines"');
  expect(section).toContain('data-plot="56 866 0 59"');
  expect(section).toContain('32 s to 3 pods (+2 s)');
  expect(section).toContain('<code>./lab up --on existing</code>');
  expect(renderHtml(loadFixture())).not.toContain('id="engines"');
});

test('Markdown has pods over time as a chart with its key, and the table', () => {
  const text = renderMarkdown(loadFixture(), [COMPARISON]);
  expect(text).toContain('blue: kind, orange: local engine, grey: simulated kind');
  const [kind, local] = [...text.matchAll(/^ {2}line \[(.*)\]$/gm)].map(([, values]) => values!.split(', ').map(Number));
  expect(kind?.indexOf(3)).toBeGreaterThan(local?.indexOf(3) ?? Infinity);
  expect(text).toContain('| simulated kind | kind | 0.07 |');
  expect(text).toContain('`./lab up --on existing`');
});

test('the terminal has a line an engine, and commands that can be copied', () => {
  const text = renderTerminal(loadFixture(), { color: false, width: 80, predicted: [COMPARISON] });
  expect(text).toContain('Predicted and measured (autoscaling/hpa)');
  expect(text).toContain('  kind            30 s to 3 pods, p95 905 ms, failed 3.1 %\n');
  expect(text).toContain('ready pods off by 0.07 on average');
  expect(text).toContain('\n    ./lab up --on existing\n');
});

test('no text of a result becomes markup', () => {
  expect(renderHtml(loadFixture(), [HOSTILE])).not.toMatch(/<img|<script>alert/);
  const text = renderMarkdown(loadFixture(), [HOSTILE]);
  expect(text).not.toMatch(/<img|<script>alert|@everyone/);
});
