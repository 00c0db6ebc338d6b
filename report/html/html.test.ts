import { createHash } from 'node:crypto';
import { hostileRun } from '../fixtures/hostile';
import { fixtureResult, fixtureWith, loadFixture } from '../fixtures/load';
import { intervalText, metricText } from '../text/number';
import { renderHtml } from './document';
import { STYLE } from './style';

const page = renderHtml(loadFixture());
const text = (markup: string): string =>
  markup
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/\s+/g, ' ');

/** Everything from the first place that contains `from` up to the next `to`. */
function between(from: string, to: string, markup = page): string {
  const start = markup.indexOf(from);
  expect(start).toBeGreaterThanOrEqual(0);
  return markup.slice(start, markup.indexOf(to, start));
}

function cardOf(title: string, markup = page): string {
  return between('<article', '</article>', markup.slice(markup.lastIndexOf('<article', markup.indexOf(`>${title}</a></h3>`))));
}

test('the same run gives the same bytes', () => {
  expect(renderHtml(loadFixture())).toBe(page);
});

test('a card shows the headline number with its interval, rounded alike, its bound and its verdict', () => {
  const result = fixtureResult('load/fastapi');
  const card = text(cardOf('FastAPI under open-loop load'));
  const value = result.metrics['p95Ms']!;
  expect(card).toContain(`p95 latency ${metricText('p95Ms', value)}`);
  expect(card).toContain(`95 % interval ${intervalText('p95Ms', value, result.intervals['p95Ms']!)}`);
  expect(card).toContain('bound ≤ 250 ms');
  expect(card).toContain('✓ passes');
  expect(card).not.toContain('⚠');
});

test('a marked result has its mark beside the headline number, a flag at every other number that it can change, and the reason', () => {
  const card = cardOf('Queue: burst throughput and paced latency');
  expect(text(between('class="figure"', '</p>', card))).toMatch(/51\.3 jobs\/s ⚠ overloaded machine/);
  // No job was lost: a busy machine cannot change that.
  expect(card.match(/class="flag"/g)).toHaveLength(3);
  expect(text(card)).toContain('overloaded machine: other programs used 23 %');
  expect(text(between('<dl>', '</dl>', cardOf('FastAPI under open-loop load')))).not.toContain('⚠');
});

test('every kind of mark is named at the number and explained', () => {
  const marks = [
    'throttled',
    'overloaded',
    'errors',
    'limit-not-enforced',
    'client-limited',
    'illustration',
    'incomplete',
  ] as const;
  const run = fixtureWith('load/fastapi', (result) => ({
    ...result,
    marks: marks.map((mark) => ({ mark, reason: `because ${mark}` })),
  }));
  const card = cardOf('FastAPI under open-loop load', renderHtml(run));
  for (const mark of marks) expect(card).toContain(`because ${mark}`);
  expect(between('class="figure"', '</p>', card).match(/badge mark/g)).toHaveLength(marks.length);
});

test('a benchmark without a result is shown among the cards, in the list and before the numbers, with its reason', () => {
  const places = page.split('triton was not ready after 90 s').length - 1;
  expect(places).toBe(3);
  expect(text(between('class="notices"', '</section>'))).toContain('✗ no result serving/triton triton was not ready after 90 s');
});

test('a failing check stands before the numbers with value and bound', () => {
  expect(text(between('class="notices"', '</section>'))).toMatch(
    /✗ fails autoscaling\/fixed errors during the ramp is [\d.]+ %, bound ≤ 1\.00 %/,
  );
});

test('a run without warnings has no warning box', () => {
  const run = { ...loadFixture(), results: [fixtureResult('load/fastapi')], failures: [] };
  expect(renderHtml(run)).not.toContain('class="notices"');
});

test('a benchmark has its metrics with their definitions, steps, checks, method and the command that makes it again', () => {
  const section = text(between('id="b-load-fastapi"', '</section>'));
  expect(section).toContain('highest open-loop step whose p95 and error rate met the SLO');
  expect(section).toContain('p95 latency by offered load');
  expect(section).toContain('p95 within the SLO ≤ 250 ms');
  expect(section).toContain('Warmed up for 2 s');
  expect(section).toContain('c41d09e7ab52');
  expect(text(between('id="again"', '</section>'))).toContain('./lab up --profile fixture');
});

test('errors are listed by kind', () => {
  const { errors } = fixtureResult('autoscaling/fixed');
  expect(text(between('id="b-autoscaling-fixed"', '</section>'))).toContain(
    `timeout ${errors.total.toLocaleString('en-US')} total`,
  );
});

test('text of a result is never markup', () => {
  const hostile = renderHtml(hostileRun(`</script><img src=x onerror=alert(1)>"'&`));
  expect(hostile).not.toMatch(/<img/i);
  expect(hostile.match(/<script/g)).toHaveLength(1);
  expect(hostile.match(/<\/script>/g)).toHaveLength(1);
  expect(hostile).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
  expect(hostile.replace(/"[^"]*"/g, '""')).not.toMatch(/<[^>]*\sonerror/);
});

test('the page loads nothing from anywhere and lets nothing but its own script run', () => {
  expect(page).not.toMatch(/\s(src|srcset|data|poster|action)="|<link|<iframe|<object|@import|url\((?!#)/i);
  expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\//);
  const script = between('<script>', '</script>').slice('<script>'.length);
  const hash = createHash('sha256').update(script).digest('base64');
  expect(page).toContain(`script-src 'sha256-${hash}'`);
  expect(page).toContain("default-src 'none'");
});

test('a recorded URL in a result is text, not a link', () => {
  const run = fixtureWith('load/fastapi', (result) => ({
    ...result,
    howMade: ['see javascript:alert(1) and https://example.org'],
  }));
  expect(renderHtml(run)).not.toMatch(/href="(?!#)/);
});

test('every table has a caption and column headers, and every row a header', () => {
  const tables = page.match(/<table>[\s\S]*?<\/table>/g) ?? [];
  expect(tables.length).toBeGreaterThan(15);
  for (const table of tables) {
    expect(table).toMatch(/<caption/);
    expect(table).toMatch(/<th scope="col"/);
    const rows = table.slice(table.indexOf('<tbody>')).match(/<tr>/g)?.length;
    expect(table.match(/<th scope="row"/g)?.length).toBe(rows);
  }
});

test('every chart has a text alternative, and every id is unique', () => {
  const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const drawings = [...page.matchAll(/role="img"\s+aria-labelledby="([^"]+)"/g)].map(([, id]) => id);
  expect(drawings.length).toBeGreaterThan(10);
  for (const id of drawings) expect(text(between(`id="${id}"`, '</figcaption>')).length).toBeGreaterThan(20);
  for (const [, anchor] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(anchor);
});

test('headings descend without a gap', () => {
  const levels = [...page.matchAll(/<h([1-6])/g)].map(([, level]) => Number(level));
  expect(levels[0]).toBe(1);
  levels.slice(1).forEach((level, index) => expect(level - levels[index]!).toBeLessThanOrEqual(1));
});

test('two results of one name have sections of their own', () => {
  const run = { ...loadFixture(), results: [fixtureResult('load/fastapi'), fixtureResult('load/fastapi')], failures: [] };
  const twice = renderHtml(run);
  expect(twice).toContain('id="b-load-fastapi"');
  expect(twice).toContain('id="b-load-fastapi--2"');
});

test('an empty run is a page that says so', () => {
  expect(text(renderHtml({ ...loadFixture(), results: [], failures: [] }))).toContain('0 benchmarks.');
});

test('the file stays small: below 1.5 MB for a run of seven benchmarks', () => {
  expect(Buffer.byteLength(page)).toBeLessThan(1_500_000);
});

describe('contrast (WCAG 2.1 AA)', () => {
  const themes = { light: between(':root{', '}', STYLE), dark: between(':root[data-theme=dark]{', '}', STYLE) };
  const pairs: readonly (readonly [string, string, number])[] = [
    ...['ink', 'muted', 'link', 'warn', 'fail', 'pass'].flatMap((name) =>
      ['surface', 'page'].map((back) => [name, back, 4.5] as const),
    ),
    ['pass', 'pass-back', 4.5],
    ['fail', 'fail-back', 4.5],
    ['warn', 'warn-back', 4.5],
    ['muted', 'quiet-back', 4.5],
    ['chart-muted', 'surface', 4.5],
    ['chart-bad', 'surface', 4.5],
    ...[1, 2, 3, 4].map((series) => [`chart-series${series}`, 'surface', 3] as const),
  ];

  test.each(Object.entries(themes).flatMap(([theme, variables]) => pairs.map((pair) => [theme, ...pair, variables] as const)))(
    '%s: %s on %s is at least %d : 1',
    (_, front, back, least, variables) => {
      expect(contrast(colour(variables, front), colour(variables, back))).toBeGreaterThanOrEqual(least);
    },
  );
});

function colour(variables: string, name: string): string {
  const short = new RegExp(`--${name}:(#[0-9a-f]{3,6})[;\\s]?`).exec(`${variables};`)?.[1];
  if (short === undefined) throw new Error(`no --${name}`);
  return short.length === 4 ? `#${short.slice(1).replace(/./g, '$&$&')}` : short;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
