import fc from 'fast-check';
import { scenarioSchema } from '../../contract/scenario';
import { sleep } from '../clock';
import { loadRequest } from '../kinds/load';
import { targetOf } from '../kinds/context';
import { OUTCOMES, type Samples } from '../load/samples';
import { fakePredict } from '../testing/fake-predict';
import { fakeEmails, jobInput, runOnLoopback } from '../testing/job';
import type { Board } from './board';
import { merged, reportOf, reportSchema } from './messages';
import { assist, Conductor, type TogetherOptions } from './together';

jest.setTimeout(60_000);

/** Messages pass through text, as on the real one. */
function memoryBoard(): Board {
  const places = new Map<string, string>();
  return {
    write: (place, message) => Promise.resolve(void places.set(place, JSON.stringify(message))),
    read: (place) => Promise.resolve(places.has(place) ? (JSON.parse(places.get(place)!) as unknown) : undefined),
  };
}

const LOAD = { kind: 'load', target: 'fastapi', scenario: 'quick', warmupSeconds: 0.2, sloSteps: 1, sloStepSeconds: 0.5 };
const SATURATION = { saturationConcurrency: 2, saturationSeconds: 0.5 };

test('three generators send every request of the schedule once between them, and one result has all of their samples', async () => {
  const server = await fakePredict({ serviceMs: 1 });
  const scenario = { phases: [{ seconds: 1, rps: 40 }], arrivals: 'uniform', timeoutMs: 30_000 };
  const input = jobInput('load/fastapi', { ...LOAD, ...SATURATION, parallelism: 3 }, { fastapi: server }, scenario);
  const options: TogetherOptions = {
    board: memoryBoard(),
    count: 3,
    now: () => performance.now(),
    unixMs: () => Date.now(),
    sleep,
    leadMs: 50,
    pollMs: 5,
  };
  const { kind } = loadRequest({ target: targetOf(input, 'fastapi'), emails: (count) => fakeEmails(count ?? 0) });
  const others = [1, 2].map((index) => assist(index, kind, options));
  const result = await runOnLoopback(input, { generators: (timing) => new Conductor({ ...options, ...timing }) });
  // They end by themselves when the first one is done.
  await Promise.all(others);
  await server.stop();

  expect(result.metrics).toMatchObject({ requests: 40, offeredRps: 40, errorRate: 0 });
  expect(result.series['offeredRps']?.points.map(([, rps]) => rps)).toEqual([40]);
  expect(result.metrics['saturationRps']).toBeGreaterThan(0);
  expect(result.rows.length).toBeGreaterThan(1);
  expect(result.verdict.checks.filter(({ metric }) => metric === 'errorRate')).toEqual(
    expect.arrayContaining([expect.objectContaining({ pass: true })]),
  );
  expect(result.howMade.join(' ')).toContain('3 pods sent each load together');
});

test('a generator that never starts is named, and nothing is measured', async () => {
  let nowMs = 0;
  const conductor = new Conductor({
    board: memoryBoard(),
    count: 3,
    now: () => nowMs,
    unixMs: () => nowMs,
    sleep: (ms) => Promise.resolve(void (nowMs += ms)),
  });
  const scenario = scenarioSchema.parse({ phases: [{ seconds: 1, rps: 1 }] });
  await expect(conductor.send(scenario, {} as never)).rejects.toThrow(
    'generators of the benchmark\n  2 of 3 (index 1, 2) had not started after 300 s.',
  );
});

const finite = fc.double({ min: 0, max: 1e5, noNaN: true });
const samples = fc.record({
  startMs: finite,
  seconds: fc.double({ min: 0.1, max: 100, noNaN: true }),
  all: fc.array(fc.record({ intendedMs: finite, sentMs: finite, doneMs: finite, outcome: fc.constantFrom(...OUTCOMES) })),
});

/** Since the start, to the microsecond. */
function rounded({ startMs, all }: Samples): string[] {
  const since = (ms: number): number => Math.round((ms - startMs) * 1000);
  return all.map((one) => [since(one.intendedMs), since(one.sentMs), since(one.doneMs), one.outcome].join(' '));
}

test('merging loses no sample, moves each to the clock of the first generator, and keeps their order in time', () => {
  fc.assert(
    fc.property(samples, fc.array(samples, { maxLength: 3 }), (own, others) => {
      const reports = others.map((one, index) => reportSchema.parse(JSON.parse(JSON.stringify(reportOf(index + 1, one)))));
      const all = merged(own, reports);
      expect(all.startMs).toBe(own.startMs);
      expect(all.seconds).toBe(Math.max(own.seconds, ...others.map(({ seconds }) => seconds)));
      expect(rounded(all).sort()).toEqual([own, ...others].flatMap(rounded).sort());
      const times = all.all.map(({ intendedMs }) => intendedMs);
      expect(times).toEqual([...times].sort((one, other) => one - other));
    }),
  );
});
