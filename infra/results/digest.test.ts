import { createHash } from 'node:crypto';
import { loadResult } from '../../report/fixtures/single';
import { resultDigests } from './digest';
import { runDocument } from './run-document';

const LABELS = { labVersion: '0.1.0', command: 'pulumi up', profile: 'default' };

test('a result is exported as its verdict, its first number and its digest; a missing one as the reason', () => {
  const result = loadResult();
  const run = runDocument(
    [
      { name: result.name, result },
      { name: 'tools/k6', failure: 'no k6' },
    ],
    LABELS,
  );
  expect(resultDigests(run)).toEqual({
    'load/fastapi': {
      kind: 'load',
      pass: result.verdict.pass,
      headline: 'p95Ms 89.9 ms',
      configMap: `lab-result-load-fastapi-${result.subject.configHash}`,
      sha256: createHash('sha256').update(JSON.stringify(result)).digest('hex'),
    },
    'tools/k6': { pass: false, failure: 'no k6' },
  });
});

test('of eight benchmarks a preview shows less than a hundred lines', () => {
  const result = loadResult();
  const outcomes = Array.from({ length: 8 }, (_, index) => ({
    name: `load/${index}`,
    result: { ...result, name: `load/${index}` },
  }));
  const lines = JSON.stringify(resultDigests(runDocument(outcomes, LABELS)), null, 2).split('\n').length;
  expect(lines).toBeLessThan(100);
});

test('without benchmarks there is nothing to export', () => {
  expect(resultDigests(null)).toBeNull();
});
