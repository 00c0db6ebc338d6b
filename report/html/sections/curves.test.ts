import { loadResult } from '../../fixtures/single';
import { curves } from './curves';

const curve = {
  title: 'Latency over throughput, closed loop',
  x: 'throughputRps',
  y: 'p95Ms',
  lines: [
    { label: 'fastapi', points: [[10, 50] as [number, number], [25, 90] as [number, number], [24, 200] as [number, number]] },
    { label: 'triton <b>', points: [[9, 60] as [number, number]] },
  ],
};

test('a curve is a chart with every point as text, in the order of the levels, and with escaped labels', () => {
  const drawn = curves({ ...loadResult(), curves: [curve] }, 'a')?.text ?? '';
  expect(drawn).toContain('<svg');
  expect(drawn).toContain('fastapi 50.0 ms at 10.0 req/s, 90.0 ms at 25.0 req/s, 200 ms at 24.0 req/s');
  expect(drawn).not.toContain('<b>');
});

test('a result without curves, or whose servers all died, has no section', () => {
  expect(curves(loadResult(), 'a')).toBeUndefined();
  expect(curves({ ...loadResult(), curves: [{ ...curve, lines: [] }] }, 'a')).toBeUndefined();
});
