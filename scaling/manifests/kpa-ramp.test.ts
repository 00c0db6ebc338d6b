import { DEFAULT_AUTOSCALER_CONFIG } from '../kpa';
import { kpaSeconds } from './kpa-ramp';

function seconds(annotations: Record<string, string>, min: number, max: number): ReturnType<typeof kpaSeconds> {
  const prefixed = Object.entries(annotations).map(([key, value]) => [`autoscaling.knative.dev/${key}`, value] as const);
  const revision = { annotations: Object.fromEntries(prefixed), containerConcurrency: 0, reachability: '' as const };
  return kpaSeconds({ revision, config: DEFAULT_AUTOSCALER_CONFIG }, min, max);
}

test('a jump to many times the load panics: the panic window is all it takes', () => {
  expect(seconds({ target: '10' }, 1, 10)).toBeGreaterThanOrEqual(4);
  expect(seconds({ target: '10' }, 1, 10)).toBeLessThanOrEqual(8);
});

test('less than twice the load does not panic: the stable window has to fill', () => {
  const slow = seconds({ target: '10' }, 10, 15) as number;
  expect(slow).toBeGreaterThan(30);
  expect(slow).toBeLessThanOrEqual(60);
  expect(seconds({ target: '10', window: '10s' }, 10, 15)).toBeLessThan(slow);
});

test('a revision that cannot scale, or that Knative refuses, has no time', () => {
  expect(seconds({}, 3, 3)).toBe(0);
  expect(seconds({ target: 'many' }, 1, 3)).toBe('unknown');
});

test('the way down takes the stable window', () => {
  expect(seconds({ target: '10', window: '20s' }, 10, 2)).toBeGreaterThan(10);
  expect(seconds({ target: '10', window: '20s' }, 10, 2)).toBeLessThanOrEqual(22);
  expect(seconds({ target: '10', window: '60s' }, 10, 2)).toBeGreaterThan(30);
});
