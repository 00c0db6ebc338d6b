import fc from 'fast-check';
import { fitCpu } from './cpu-fit';

test('CPU per request and idle CPU per pod are told apart where load and pods vary independently', () => {
  const [rps, pods] = [
    [10, 40, 80, 120, 60, 20],
    [1, 1, 2, 3, 3, 2],
  ];
  const cores = rps.map((rate, step) => 0.012 * rate + 0.03 * pods[step]!);
  const fit = fitCpu(cores, rps, pods);
  expect(fit?.cpuMsPerRequest).toBeCloseTo(12);
  expect(fit?.idleCpuMillis).toBeCloseTo(30);
  expect(fit?.explained).toBeCloseTo(1);
});

test('where pods follow load exactly, all CPU goes to requests', () => {
  const fit = fitCpu([0.13, 0.26, 0.39], [10, 20, 30], [1, 2, 3]);
  expect(fit?.cpuMsPerRequest).toBeCloseTo(13);
  expect(fit?.idleCpuMillis).toBe(0);
});

test('CPU that does not grow with requests is not theirs', () => {
  expect(fitCpu([0, 0, 0], [10, 20, 30], [1, 1, 1])).toBeUndefined();
  expect(fitCpu([1, 1, 1], [0, 0, 0], [1, 1, 1])).toBeUndefined();
});

test('neither CPU is ever negative', () => {
  const step = fc.record({
    cores: fc.double({ min: 0, max: 20, noNaN: true }),
    rps: fc.double({ min: 0, max: 500, noNaN: true }),
    pods: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const fit = fitCpu(
        steps.map(({ cores }) => cores),
        steps.map(({ rps }) => rps),
        steps.map(({ pods }) => pods),
      );
      if (fit === undefined) return;
      expect(fit.cpuMsPerRequest).toBeGreaterThan(0);
      expect(fit.idleCpuMillis).toBeGreaterThanOrEqual(0);
    }),
  );
});
