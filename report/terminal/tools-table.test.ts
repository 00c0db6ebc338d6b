import type { BenchmarkResult } from '../../contract';
import { fixtureRun } from '../fixtures/run';
import { painter } from './ansi';
import { toolsTable } from './tools-table';

const paint = painter({ color: false });
const SENTENCE = "Coordinated omission: autocannon's closed loop sent 243 of 522 intended requests.";

function lines(more: Partial<BenchmarkResult>, width = 80): string[] {
  const run = fixtureRun();
  const [first] = run.results;
  return toolsTable(
    { ...run, results: [{ ...first!, kind: 'tools', name: 'load/tools', howMade: [SENTENCE], ...more }] },
    width,
    paint,
  );
}

const measured = { requests: 522, throughputRps: 26.1, p50Ms: 41.2, p95Ms: 900, p99Ms: 1510.4, errors: 0, toolCpuSeconds: 1.25 };
const rows = [
  { tool: 'lab', ...measured },
  { tool: 'autocannon', ...measured, p99Ms: 80.5, errors: 3 },
  { tool: 'k6', note: 'not run: the program k6 is not on PATH; install it to have its row (in a cluster its image is pulled)' },
];

test('each tool has a line of numbers under their names; one that did not run says why', () => {
  expect(lines({ rows, metrics: { closedLoopP99Ratio: 0.15 } })).toEqual([
    'Load tools (load/tools)',
    '                answered      p50     p95       p99  errors    tool CPU',
    '  lab         26.1 req/s  41.2 ms  900 ms  1,510 ms       0  1.3 core·s',
    '  autocannon  26.1 req/s  41.2 ms  900 ms   80.5 ms       3  1.3 core·s',
    '  k6          not run: the program k6 is not on PATH; install it to have its row',
    '              (in a cluster its image is pulled)',
    SENTENCE.slice(0, 71),
    SENTENCE.slice(72),
  ]);
});

test('a narrow terminal keeps the columns that fit', () => {
  const narrow = lines({ rows: rows.slice(0, 2), metrics: {} }, 46);
  expect(narrow[1]?.trim().split(/\s+/)).toEqual(['answered', 'p50', 'p95']);
  for (const line of narrow) expect(line.length).toBeLessThanOrEqual(46);
});

test('without a closed loop there is no sentence about it, and other kinds have no such table', () => {
  expect(lines({ rows: rows.slice(0, 1), metrics: {} })).toHaveLength(3);
  expect(toolsTable(fixtureRun(), 80, paint)).toEqual([]);
});
