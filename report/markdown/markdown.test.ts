import { hostileRun } from '../fixtures/hostile';
import { fixtureResult, fixtureWith, loadFixture } from '../fixtures/load';
import { intervalText, metricText } from '../text/number';
import { codeBlock, codeSpan, escapeMarkdown } from './escape';
import { xychart } from './mermaid';
import { renderMarkdown } from './render';

const page = renderMarkdown(loadFixture());

test('the same run gives the same bytes', () => {
  expect(renderMarkdown(loadFixture())).toBe(page);
});

test('it begins with the outcome, what to know and the headline numbers; the rest is folded', () => {
  expect(page.split('\n')[0]).toBe('## 7 benchmarks: 5 pass their checks, 1 fails, 1 gave no result; 2 are marked.');
  const unfolded = page.slice(0, page.indexOf('<details>'));
  expect(unfolded).toContain('**no result:** `serving/triton` triton was not ready after 90 s');
  expect(unfolded).toContain('**fails:** `autoscaling/fixed` errors during the ramp is');
  expect(unfolded).toContain('| `load/fastapi` | p95 latency |');
  expect(unfolded).not.toContain('How it is made');
  expect(page.match(/<details>/g)?.length).toBe(page.match(/<\/details>/g)?.length);
});

test('a headline row has value, interval and verdict, rounded alike', () => {
  const { metrics, intervals } = fixtureResult('load/fastapi');
  const value = metrics['p95Ms']!;
  expect(page).toContain(
    `| \`load/fastapi\` | p95 latency | **${metricText('p95Ms', value)}** | ${intervalText('p95Ms', value, intervals['p95Ms']!)} | ✅ passes |`,
  );
});

test('every number of a marked result is flagged, in the summary and in the details', () => {
  const rows = page.split('\n').filter((line) => line.includes('job total p95 |') || line.includes('| queue throughput |'));
  expect(rows.length).toBe(4);
  for (const row of rows) expect(row).toContain('⚠');
});

test('every row of a table has as many cells as its header', () => {
  const lines = page.split('\n');
  lines.forEach((line, index) => {
    if (!line.startsWith('|') || !lines[index - 1]?.startsWith('|')) return;
    const cells = (row: string): number => row.replace(/\\\|/g, '').split('|').length;
    expect(cells(line)).toBe(cells(lines[index - 1]!));
  });
});

test('text of a result is neither markup, HTML, a link, a mention nor a table break', () => {
  expect(escapeMarkdown('**a** <b>|[x](http://e.org) @me `c` www.e.org #1 $x$')).toBe(
    '&#42;&#42;a&#42;&#42; &#60;b&#62;&#124;&#91;x&#93;(http&#58;//e.org) @\u200bme &#96;c&#96; www&#46;e.org &#35;\u200b1 &#36;x&#36;',
  );
  expect(escapeMarkdown('- item')).toBe('&#45; item');
  expect(escapeMarkdown('1. item')).toBe('1&#46; item');
  expect(escapeMarkdown('two\n# lines')).toBe('two &#35; lines');
  expect(escapeMarkdown('p95 (ms) 3.5 – 4.2')).toBe('p95 (ms) 3.5 – 4.2');
});

test('text cannot break out of a code span or block', () => {
  expect(codeSpan('a`b')).toBe('``a`b``');
  expect(codeSpan('`')).toBe('`` ` ``');
  expect(codeBlock('x\n```\ny')).toBe('````text\nx ``` y\n````');
});

test('a hostile run keeps the structure of the page', () => {
  const attack = '</summary></details>| x |\n\n# Owned <script>alert(1)</script> ![i](http://e.org/a.png) @team';
  const hostile = renderMarkdown(hostileRun(attack));
  const visible = hostile.replace(/```(text|mermaid)\n[\s\S]*?\n```/g, '').replace(/`+[^`\n]*`+/g, '');
  expect(visible).not.toMatch(/<script|!\[|\]\(|@team/);
  expect(hostile).not.toMatch(/^# Owned/m);
  expect(visible.match(/<details>/g)?.length).toBe(visible.match(/<\/details>/g)?.length);
});

test('replicas and p95 are drawn as Mermaid charts with one value a stretch', () => {
  const details = page.slice(page.indexOf('(autoscaling/hpa)'));
  const chart = details.slice(details.indexOf('```mermaid'), details.indexOf('```', details.indexOf('```mermaid') + 5));
  expect(chart).toContain('title "Ready replicas"');
  const values = /line \[(.*)\]/.exec(chart)![1]!.split(', ').map(Number);
  expect(values).toHaveLength(48);
  expect(Math.max(...values)).toBe(4);
  expect(values[0]).toBe(1);
});

test('a stretch without values repeats the one before, and the worst latency of a stretch stands for it', () => {
  const points: [number, number][] = [
    ...Array.from({ length: 60 }, (_, at): [number, number] => [at, at === 13 ? 900 : 10]),
    [600, 20],
  ];
  const chart = xychart({ title: 'p95', yTitle: 'ms', series: { unit: 'ms', points }, keep: 'highest' })!;
  const values = /line \[(.*)\]/.exec(chart)![1]!.split(', ').map(Number);
  expect(values[1]).toBe(900);
  expect(values[20]).toBe(10);
  expect(values.at(-1)).toBe(20);
  expect(xychart({ title: 'p95', yTitle: 'ms', series: { unit: 'ms', points: [[1, 1]] }, keep: 'last' })).toBeUndefined();
});

test('an unreadable histogram is reported', () => {
  const run = fixtureWith('load/fastapi', (result) => ({
    ...result,
    histograms: { latency: { encoding: 'hdr-v2-base64', unit: 'us', data: '!' } },
  }));
  expect(renderMarkdown(run)).toContain('not readable');
});
