import { gzipSync } from 'node:zlib';
import { runSchema } from '../../contract';
import { loadResult, queueResult } from '../../report/fixtures/single';
import { outcomeOf } from './read-result';
import { runDocument, tradeoffsOf, verdictsOf } from './run-document';

const LABELS = { labVersion: '0.1.0', command: 'pulumi up', profile: 'default' };
const EMPTY = { data: undefined, binaryData: undefined, jobStatus: undefined };

test('a result is read as text or compressed', () => {
  const text = JSON.stringify(loadResult());
  expect(outcomeOf('load/fastapi', { ...EMPTY, data: { 'result.json': text } })).toEqual({
    name: 'load/fastapi',
    result: loadResult(),
  });
  const packed = gzipSync(text).toString('base64');
  expect(outcomeOf('load/fastapi', { ...EMPTY, binaryData: { 'result.json.gz': packed } })).toEqual({
    name: 'load/fastapi',
    result: loadResult(),
  });
});

test.each([
  [
    {
      conditions: [
        { type: 'FailureTarget', status: 'True' },
        { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: 'Job has reached the limit' },
      ],
    },
    'the Job failed (BackoffLimitExceeded): Job has reached the limit',
  ],
  [{ conditions: [{ type: 'Complete', status: 'True' }] }, 'the Job ended and left no result.'],
  [undefined, 'the Job ended and left no result.'],
])('a Job without a result is explained by how it ended', (jobStatus, failure) => {
  expect(outcomeOf('load/fastapi', { ...EMPTY, jobStatus })).toEqual({ name: 'load/fastapi', failure });
});

test('a result of another version of the lab is a failure that says so', () => {
  const outcome = outcomeOf('load/fastapi', {
    ...EMPTY,
    data: { 'result.json': JSON.stringify({ ...loadResult(), schema: 'lab.benchmark/v0' }) },
  });
  expect(outcome).toMatchObject({ failure: expect.stringContaining('not of this version of the lab') as string });
});

test('outcomes become one valid run that lasts from the first to the last', () => {
  const first = { ...loadResult(), startedAt: '2026-07-30T10:00:00.000Z', durationSeconds: 60 };
  const second = { ...queueResult(), startedAt: '2026-07-30T10:02:00.000Z', durationSeconds: 30 };
  const run = runDocument(
    [
      { name: first.name, result: first },
      { name: second.name, result: second },
      { name: 'tools/k6', failure: 'no k6' },
    ],
    LABELS,
  );
  expect(runSchema.parse(run)).toMatchObject({
    startedAt: '2026-07-30T10:00:00.000Z',
    durationSeconds: 150,
    failures: [{ name: 'tools/k6', reason: 'no k6' }],
  });
  expect(verdictsOf(run)).toEqual({ [first.name]: first.verdict.pass, [second.name]: second.verdict.pass, 'tools/k6': false });
  expect(tradeoffsOf(run)).toBeNull();
  const compared = { ...first, kind: 'tradeoffs' as const };
  expect(tradeoffsOf(runDocument([{ name: first.name, result: compared }], LABELS))).toEqual(compared);
});

test('no benchmark makes no document, and only broken ones a valid one', () => {
  expect(runDocument([], LABELS)).toBeNull();
  expect(runSchema.safeParse(runDocument([{ name: 'load/fastapi', failure: 'x' }], LABELS)).success).toBe(true);
});

describe('the trade-off table', () => {
  const before = { ...loadResult(), name: 'load/fastapi' };
  const after = {
    ...loadResult(),
    name: 'load/triton',
    metrics: { ...loadResult().metrics, p95Ms: 2 * loadResult().metrics['p95Ms']! },
  };
  const comparison = {
    title: 'Server',
    arms: { fastapi: 'load/fastapi', triton: 'load/triton' },
    textbook: {},
    expected: { p95Ms: 'same' as const },
    because: 'the model is what takes time',
    ifNot: 'its queue is another one',
  };
  const lab = { comparisons: { server: comparison }, benchmarks: { 'load/fastapi': {}, 'load/triton': {} } };
  const measured = [before, after].map((result) => ({ name: result.name, result }));

  test('is one more result of the run, from its own benchmarks, and the stack exports it', () => {
    const run = runDocument(measured, LABELS, lab);
    expect(runSchema.parse(run).results.map(({ name }) => name)).toEqual(['tradeoffs', 'load/fastapi', 'load/triton']);
    expect(tradeoffsOf(run)).toMatchObject({
      verdict: { pass: true },
      rows: [{ before: 'fastapi', after: 'triton', metric: 'p95Ms', change: expect.closeTo(2, 9) as number }],
    });
    expect(verdictsOf(run)).toMatchObject({ tradeoffs: true });
  });

  test('does not pass when a benchmark that it compares gave no result', () => {
    const run = runDocument([measured[0]!, { name: 'load/triton', failure: 'it broke' }], LABELS, lab);
    expect(tradeoffsOf(run)).toMatchObject({
      verdict: { pass: false },
      rows: [{ note: 'not measured: no such number in load/triton' }],
    });
  });

  test('is not there when a benchmark of every comparison was left out', () => {
    expect(tradeoffsOf(runDocument(measured, LABELS, { ...lab, benchmarks: { 'load/fastapi': {} } }))).toBeNull();
  });

  test('is the same table for the same results, and another one for others', () => {
    const hashOf = (hash: string) =>
      tradeoffsOf(
        runDocument(
          [measured[0]!, { name: 'load/triton', result: { ...after, subject: { ...after.subject, configHash: hash } } }],
          LABELS,
          lab,
        ),
      )?.subject.configHash;
    expect(hashOf('a')).toBe(hashOf('a'));
    expect(hashOf('a')).not.toBe(hashOf('b'));
  });
});
