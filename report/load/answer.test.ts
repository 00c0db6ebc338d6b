import { loadResult } from '../fixtures/single';
import { renderLoadAnswer } from './answer';

const slo = { p95Ms: 250, errorRate: 0.01 };
const result = loadResult();
const row = (offeredRps: number, p95Ms: number | null, errorRate: number, withinSlo: boolean) => ({
  offeredRps,
  p95Ms,
  errorRate,
  withinSlo,
});
const shown = (more: Partial<typeof result>): string[] =>
  renderLoadAnswer({ ...result, ...more }, slo)
    .trimEnd()
    .split('\n');

test('three lines: what it holds, where it breaks, how to go on', () => {
  const rows = [row(20, 80, 0, true), row(36, 201.4, 0, true), row(40, 612, 0.02, false), row(48, 5000, 0.5, false)];
  expect(shown({ rows, metrics: { maxRpsWithinSlo: 36, saturationRps: 42.63, p50Ms: 21.37 } })).toEqual([
    'holds 36 requests/s within p95 <= 250 ms and errors <= 1 % (p95 201 ms, errors 0 %)',
    'breaks at 40 requests/s: p95 612 ms, errors 2 %; never answers more than 42.6 requests/s',
    'next: ./lab diff --base main --head HEAD --service-time-ms 21.4  # with every latency: this command with --json > load.json, then --service-times load.json',
  ]);
});

test('a service that holds nothing, or answers nothing, is told as such', () => {
  const rows = [row(2, null, 1, false)];
  const errors = { total: 12, byKind: { 'wrong-answer': 12 } };
  const [holds, breaks, next] = shown({ rows, errors, metrics: { maxRpsWithinSlo: 0, saturationRps: 0 } });
  expect(holds).toBe('holds no load within p95 <= 250 ms and errors <= 1 %');
  expect(breaks).toBe(
    'breaks at 2 requests/s: p95 unknown, nothing is answered, errors 100 %; never answers more than 0 requests/s; errors of all phases: 12 wrong-answer',
  );
  expect(next).toBe('next: see the errors; a prediction needs answers');
});

test('a load that nothing broke says how far it was tried', () => {
  expect(shown({ rows: [row(36, 80, 0, true)], metrics: { maxRpsWithinSlo: 36, saturationRps: 50, p50Ms: 2 } })[1]).toBe(
    'breaks beyond what was tried; never answers more than 50 requests/s',
  );
});
