import fc from 'fast-check';
import { hostileRun } from '../fixtures/hostile';
import { fixtureResult, loadFixture } from '../fixtures/load';
import { intervalText, metricText } from '../text/number';
import { wrapped } from './layout';
import { renderTerminal } from './render';

const ESCAPE = String.fromCharCode(27);
const plainScreen = (width: number): string =>
  renderTerminal(loadFixture(), { color: false, width, reportPath: 'results/latest/report.html' });

test('a headline number stands with its interval', () => {
  const { metrics, intervals } = fixtureResult('load/fastapi');
  const value = metrics['p95Ms']!;
  const row = plainScreen(80)
    .split('\n')
    .find((line) => line.includes('p95 latency'))!;
  expect(row.trim().split(/\s{2,}/)).toEqual([
    'p95 latency',
    metricText('p95Ms', value),
    intervalText('p95Ms', value, intervals['p95Ms']!),
  ]);
});

test('verdict and mark stand at the name, a sign at each number, the reason below', () => {
  const lines = plainScreen(80).split('\n');
  expect(lines).toContain('queue/throughput  passes  ! overloaded machine');
  expect(lines).toContain('autoscaling/fixed  fails  ! errors');
  expect(lines.find((line) => line.includes('queue throughput'))).toMatch(/51\.3 jobs\/s .* !$/);
  expect(lines.find((line) => line.includes('accuracy  '))).not.toMatch(/!$/);
  expect(lines.join(' ').replace(/\s+/g, ' ')).toContain('overloaded machine: other programs used 23 %');
});

test('it says what failed, what gave no result, and ends with what to do next', () => {
  const lines = plainScreen(80).trimEnd().split('\n');
  expect(lines.find((line) => line.startsWith('  autoscaling/fixed  errors during the ramp is'))).toMatch(/bound ≤ 1\.00 %$/);
  expect(lines.find((line) => line.startsWith('  serving/triton'))).toContain('triton was not ready');
  expect(lines.slice(-3)).toEqual([
    '7 benchmarks: 5 pass their checks, 1 fails, 1 gave no result; 2 are marked.',
    'Open the report:  results/latest/report.html',
    'Make it again:    ./lab up --profile fixture',
  ]);
});

test('without a report there is no path to open, and without a known width it fits 80 columns', () => {
  const screen = renderTerminal(loadFixture(), { color: false, width: undefined });
  expect(screen).not.toContain('Open the report');
  expect(Math.max(...screen.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

test('no line is wider than the terminal, from 30 columns on', () => {
  for (const width of [30, 40, 50, 63, 64, 80, 100, 200]) {
    const lines = plainScreen(width)
      .split('\n')
      .filter((line) => !/^(Open the report|Make it again):/.test(line));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  }
});

test('colours appear only on request, and change nothing else', () => {
  const coloured = renderTerminal(loadFixture(), { color: true, width: 80 });
  expect(coloured).toContain(`${ESCAPE}[31mfails${ESCAPE}[0m`);
  expect(coloured).toContain(`${ESCAPE}[33m!${ESCAPE}[0m`);
  // eslint-disable-next-line no-control-regex -- the escape sequences are what is removed
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderTerminal(loadFixture(), { color: false, width: 80 }));
});

test('a result cannot write to the terminal: no escape sequence, bell or line of its own', () => {
  const screen = renderTerminal(hostileRun(`${ESCAPE}[2J${ESCAPE}]0;owned\u0007\nfake line`), { color: false, width: 80 });
  // eslint-disable-next-line no-control-regex -- these are the characters to look for
  expect(screen).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  expect(screen).not.toMatch(/^fake line/m);
});

test('wrapping loses no word and exceeds no width', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1 }),
      fc.integer({ min: 5, max: 60 }),
      (words, width) => {
        const lines = wrapped(words.join(' '), width);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(words.join(''));
      },
    ),
  );
});
