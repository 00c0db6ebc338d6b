import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { PREDICT_REQUEST } from '../../contract/request';
import { describedRequest } from '../load/described';
import { ToolFailure } from '../child';
import { parseProcessStat } from '../environment/processes';
import { csvRows, parseCsv } from './csv';
import { parseK6 } from './k6';
import { parseLocust } from './locust';
import { measurementOf } from './measurement';
import { parseVegeta } from './vegeta';

/**
 * Real outputs of one scenario against a server that answers 503 to one request, nothing useful to another, nothing at all
 * for half a second, and then goes away.
 */
const fixture = (name: string): string => readFileSync(join(__dirname, 'fixtures', name), 'utf8');
/** What Vegeta was told to send: 10 requests in the first second, then a ramp from 2 to 8 a second. */
const plan = JSON.parse(fixture('vegeta-plan.json')) as { readonly sendAtMs: readonly number[] };
const kind = describedRequest('http://server', PREDICT_REQUEST, ['text']);

describe('the results of Vegeta', () => {
  const samples = parseVegeta(fixture('vegeta-results.csv'), plan, kind, 2);

  test('give one sample a request, judged as the lab judges its own', () => {
    expect(measurementOf(samples)).toMatchObject({
      requests: 16,
      answered: 5,
      errors: { 'http-5xx': 1, 'wrong-answer': 1, timeout: 3, connection: 6 },
      seconds: 2,
    });
  });

  test('count latency from the planned time, so that a late send is in it', () => {
    const lateness = samples.all.map((sample) => sample.sentMs - sample.intendedMs);
    expect(Math.min(...lateness)).toBeCloseTo(0, 3);
    expect(Math.max(...lateness)).toBeLessThan(60);
    // The 9th answered request was sent at …490.200800150 and took 366.010249 ms; the latency adds how late that was.
    const ninth = samples.all[8]!;
    expect(ninth.doneMs - ninth.sentMs).toBeCloseTo(366.010249, 5);
    expect(ninth.intendedMs).toBe(plan.sendAtMs[8]);
  });

  test('of a request that is not in the plan are refused', () => {
    expect(() => parseVegeta(fixture('vegeta-results.csv'), { sendAtMs: [1] }, kind, 2)).toThrow(ToolFailure);
  });

  test('that are not CSV of Vegeta are refused', () => {
    expect(() => parseVegeta('some,other\ntext,here\n', plan, kind, 2)).toThrow(/not Vegeta's CSV: some,other/);
  });

  test('of a run without requests are an empty measurement', () => {
    expect(measurementOf(parseVegeta('', plan, kind, 2))).toMatchObject({
      requests: 0,
      answered: 0,
      p99Ms: undefined,
      seconds: 2,
    });
  });
});

describe('the CSV of Locust', () => {
  test('gives counts, percentiles of answered requests and errors by kind', () => {
    expect(parseLocust(fixture('locust-stats.csv'), fixture('locust-failures.csv'), 2)).toEqual({
      requests: 16,
      answered: 6,
      errors: { 'wrong-answer': 1, 'http-5xx': 1, connection: 5, timeout: 3 },
      seconds: 16 / 7.96548256199229,
      p50Ms: 62,
      p95Ms: 270,
      p99Ms: 270,
      maxMs: 268.3926562240231,
    });
  });

  test('names failures that it does not explain', () => {
    const { errors } = parseLocust(fixture('locust-stats.csv'), '', 2);
    expect(errors).toEqual({ other: 10 });
  });

  test('without requests has no percentiles, whatever it writes for them', () => {
    const header = fixture('locust-stats.csv').split('\n')[0] ?? '';
    const none = `${header}\n,Aggregated,0,0,0,0.0,0,0,0,0.0,0.0,${Array(11).fill('N/A').join(',')}\n`;
    expect(parseLocust(none, '', 3)).toMatchObject({ requests: 0, p50Ms: undefined, p99Ms: undefined, seconds: 3 });
  });

  test('of another version is refused with the column that is missing', () => {
    const other = fixture('locust-stats.csv').replaceAll('Failure Count', 'Failures');
    expect(() => parseLocust(other, '', 2)).toThrow(/no number in column Failure Count/);
    expect(() => parseLocust('Name\n', '', 2)).toThrow(/no Aggregated line/);
  });
});

describe('the CSV of k6', () => {
  test('gives one measurement a request from the trend of our script', () => {
    expect(parseK6(fixture('k6-results.csv'), 2)).toEqual({
      requests: 14,
      answered: 7,
      errors: { 'http-5xx': 1, 'wrong-answer': 1, timeout: 1, connection: 4 },
      seconds: 2,
      p50Ms: 103,
      p95Ms: 370,
      p99Ms: 370,
      maxMs: 370,
    });
  });

  test('counts iterations that k6 dropped as requests and as errors', () => {
    const { requests, answered, errors, p50Ms } = parseK6(fixture('k6-dropped.csv'), 2);
    expect({ requests, answered, errors, p50Ms }).toEqual({
      requests: 14,
      answered: 0,
      errors: { timeout: 4, dropped: 10 },
      p50Ms: undefined,
    });
  });

  test('with other columns is refused, and an empty one is a run without requests', () => {
    expect(() => parseK6('name,value\nx,1\n', 2)).toThrow(/other columns than expected: name, value/);
    expect(parseK6('', 2)).toMatchObject({ requests: 0, answered: 0, seconds: 2 });
  });
});

describe('CSV', () => {
  test('keeps commas, quotes and line breaks inside quotes', () => {
    expect(csvRows('a,"b, ""c""",\r\n"two\nlines",x,y\n')).toEqual([
      ['a', 'b, "c"', ''],
      ['two\nlines', 'x', 'y'],
    ]);
  });

  test('of any cells is read back as it was', () => {
    const cell = fc.string().filter((text) => !text.includes('\r'));
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 5 });
    fc.assert(
      fc.property(rows, (cells) => {
        const text = cells.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',') + '\n').join('');
        expect(csvRows(text)).toEqual(cells);
      }),
    );
  });

  test('is read by the names of its first line; a short line has empty cells', () => {
    expect(parseCsv('x,y\n1\n')).toEqual([{ x: '1', y: '' }]);
  });
});

test('CPU time of a process and of its children is told apart, whatever its name', () => {
  const stat = '42 (a) b (c)) S 1 42 42 0 -1 4194560 5 6 7 8 150 50 1200 300 20 0 1 0';
  expect(parseProcessStat(stat)).toMatchObject({ ownSeconds: 2, childrenSeconds: 15 });
});
