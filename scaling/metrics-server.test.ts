import fc from 'fast-check';
import { MetricsStorage, type MetricsPoint } from './metrics-server';

const START_MS = 1_000_000;
const RESOLUTION_MS = 15_000;

function at(seconds: number, cpuSeconds: number, startSeconds = 0): MetricsPoint {
  return { startMs: START_MS + startSeconds * 1000, atMs: START_MS + seconds * 1000, cpuSeconds, memoryBytes: 1024 * seconds };
}

function after(...points: readonly MetricsPoint[]): MetricsStorage<string> {
  const storage = new MetricsStorage<string>(RESOLUTION_MS);
  for (const point of points) storage.store(new Map([['pod', new Map([['app', point]])]]));
  return storage;
}

// metrics-server v0.8.0, pkg/storage/pod_test.go.
test('a pod has no metrics until its second scrape', () => {
  expect(after(at(120, 10)).get('pod')).toBeUndefined();
  expect(after(at(120, 10), at(135, 13)).get('pod')).toEqual({
    atMs: START_MS + 135_000,
    windowMs: 15_000,
    containers: [{ name: 'app', cpuMillis: 200, memoryBytes: 135 * 1024 }],
  });
});

test('a container scraped between ten seconds and one resolution after its start is rated from its start', () => {
  expect(after(at(10, 5)).get('pod')).toMatchObject({ windowMs: 10_000, containers: [{ cpuMillis: 500 }] });
  expect(after(at(9.9, 5)).get('pod')).toBeUndefined();
  expect(after(at(15, 5)).get('pod')).toBeUndefined();
});

test('a container that was started again is not rated against the process before it', () => {
  const again = (seconds: number): MetricsPoint => at(seconds, 1, 137);
  expect(after(at(120, 10), at(135, 13), again(145)).get('pod')).toBeUndefined();
  expect(after(at(120, 10), at(135, 13), again(150)).get('pod')).toMatchObject({ windowMs: 13_000 });
});

test('a scrape that finds the same point again keeps the rate', () => {
  expect(after(at(120, 10), at(135, 13), at(135, 13)).get('pod')).toMatchObject({
    windowMs: 15_000,
    containers: [{ cpuMillis: 200 }],
  });
});

test('a counter that goes back leaves the container out', () => {
  expect(after(at(120, 10), at(135, 9)).get('pod')).toBeUndefined();
});

test('a pod that is gone from a scrape is forgotten', () => {
  const storage = after(at(120, 10), at(135, 13));
  storage.store(new Map());
  expect(storage.get('pod')).toBeUndefined();
});

test('the rate of two points is never negative and never more than what was used', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 64, noNaN: true }),
      fc.integer({ min: 1, max: 60 }),
      (used, cores, seconds) => {
        const [container] = after(at(100, used), at(100 + seconds, used + cores * seconds)).get('pod')!.containers;
        expect(container!.cpuMillis).toBeGreaterThanOrEqual(0);
        expect(container!.cpuMillis).toBeLessThanOrEqual(cores * 1000 + 1e-3);
      },
    ),
  );
});
