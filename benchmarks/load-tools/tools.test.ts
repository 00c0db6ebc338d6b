import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { scenarioSchema } from '../../contract/scenario';
import { stepsOf } from './autocannon';
import { PREDICT_REQUEST, successPlan, successSchema } from '../../contract/request';
import { describedRequest } from '../load/described';
import { judge } from '../load/request';
import { k6Script, stagesOf } from './k6-script';
import { median, pooled, type Measurement } from './measurement';

const scenario = scenarioSchema.parse({
  phases: [
    { seconds: 3, rps: 2.5 },
    { seconds: 4, from: 10, to: 30 },
    { seconds: 1, rps: 0 },
  ],
  timeoutMs: 1500,
});

/** The judgement of the script for k6, outside of k6. */
function k6Judge(plan: object): (response: { status: number; body: string }) => string {
  const script = k6Script(scenario)
    .replace(/^import .*$/gm, '')
    .replace('export default function', 'function run')
    .replace('export const', 'const');
  // As constructors: what they return is what `new` gives.
  function Trend(): object {
    return {};
  }
  function SharedArray(_: string, read: () => unknown[]): unknown[] {
    return read();
  }
  const run = runInNewContext(`(Trend, SharedArray, open) => { ${script}; return outcomeOf; }`) as (
    ...parts: unknown[]
  ) => unknown;
  return run(Trend, SharedArray, () => JSON.stringify(plan)) as ReturnType<typeof k6Judge>;
}

describe('the script for k6', () => {
  const folder = mkdtempSync(join(tmpdir(), 'k6-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('jumps to each phase and climbs through ramps, with three digits of a rate', () => {
    expect(stagesOf(scenario)).toEqual([
      { target: 2500, duration: '0s' },
      { target: 2500, duration: '3s' },
      { target: 10_000, duration: '0s' },
      { target: 30_000, duration: '4s' },
      { target: 0, duration: '0s' },
      { target: 0, duration: '1s' },
    ]);
  });

  test('is JavaScript that Node can parse', () => {
    const file = join(folder, 'script.mjs');
    writeFileSync(file, k6Script(scenario));
    expect(() => execFileSync(process.execPath, ['--check', file])).not.toThrow();
    writeFileSync(file, `${k6Script(scenario)}}`);
    expect(() => execFileSync(process.execPath, ['--check', file], { stdio: 'pipe' })).toThrow();
  });

  const success = successSchema.parse({
    status: [200, 404],
    json: { '$.label': '^(spam|ham)$', "$.outputs[?@.name=='n'].data[0]": '^(1|0\\.5|null)$' },
    matches: 'label',
  });
  test.each([
    [200, '{"label": "spam", "outputs": [{"name": "m"}, {"name": "n", "data": [0.50]}]}'],
    [404, '{"label": "ham", "outputs": [null, {"name": "n", "data": [null, 2]}]}'],
    [201, '{"label": "spam"}'],
    [200, '{"label": "spam", "outputs": {}}'],
    [200, '{"label": "eggs", "outputs": [{"name": "n", "data": [1]}]}'],
    [200, '{"constructor": "label"}'],
    [200, 'label'],
    [200, ''],
    [503, '{"label": "spam"}'],
    [422, ''],
  ])('judges an answer %s %s as the lab itself does', (status, body) => {
    const judged = k6Judge({ success: successPlan(success), requests: [], method: 'POST', headers: {}, timeoutMs: 1 });
    const kind = describedRequest('http://server', { ...PREDICT_REQUEST, success }, ['a']);
    expect(judged({ status, body })).toBe(judge(kind, 0, status, body));
  });

  test('has enough users for every request that may wait until its time-out', () => {
    expect(k6Script(scenario)).toMatch(/"preAllocatedVUs": 60,\s+"maxVUs": 105,/);
  });
});

test('a scenario on autocannon is constant whole rates; a ramp climbs in steps of two seconds', () => {
  expect(stepsOf(scenario.phases)).toEqual([
    { seconds: 3, rps: 3 },
    { seconds: 2, rps: 15 },
    { seconds: 2, rps: 25 },
    { seconds: 1, rps: 0 },
  ]);
});

describe('several runs of a tool', () => {
  const run = (more: Partial<Measurement>): Measurement => ({
    requests: 10,
    answered: 9,
    errors: { timeout: 1 },
    seconds: 2,
    p50Ms: 5,
    p95Ms: 8,
    p99Ms: 9,
    maxMs: 10,
    ...more,
  });

  test('sum their counts and take the median of each percentile', () => {
    const together = pooled([run({ p99Ms: 9 }), run({ p99Ms: 30, maxMs: 40, errors: { connection: 1 } }), run({ p99Ms: 10 })]);
    expect(together).toEqual({
      requests: 30,
      answered: 27,
      errors: { timeout: 2, connection: 1 },
      seconds: 6,
      p50Ms: 5,
      p95Ms: 8,
      p99Ms: 10,
      maxMs: 40,
    });
  });

  test('take percentiles only from runs with answers', () => {
    const nothing = run({ answered: 0, p50Ms: undefined, p95Ms: undefined, p99Ms: undefined, maxMs: undefined });
    expect(pooled([nothing, run({})])).toMatchObject({ p50Ms: 5, maxMs: 10 });
    expect(pooled([nothing]).p50Ms).toBeUndefined();
  });

  test('the median of an even number of values lies between the middle two', () => {
    expect(median([4, 1, 2, 100])).toBe(3);
    expect(median([])).toBeUndefined();
  });
});
