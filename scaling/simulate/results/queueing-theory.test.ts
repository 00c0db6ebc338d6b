import { scenarioSchema } from '../../../contract/scenario';
import { exampleConfig, exampleWorkload, multiServerQueue } from '../testing/config';
import { erlangC, meanWaitInQueue, meanWaitWithOneServer } from './queueing-theory';
import { simulate } from '../simulate';

test('Erlang C of two servers at half load is one third', () => {
  expect(erlangC(2, 0.5)).toBeCloseTo(1 / 3, 12);
});

describe('the mean wait of an M/M/c queue is within 2 % of Erlang C', () => {
  const grid = [1, 2, 4, 8, 16].flatMap((servers) => [0.7, 0.8, 0.9].map((utilization) => [servers, utilization] as const));
  test.each(grid)('%i servers at %f', (servers, utilization) => {
    const requests = utilization >= 0.9 ? 4_000_000 : 2_000_000;
    const { totals } = simulate(multiServerQueue(servers, utilization, requests), 7);
    const expected = meanWaitInQueue(servers, utilization, 1);
    expect(Math.abs(totals.meanWaitMs / expected - 1)).toBeLessThan(0.02);
    expect(totals.sent).toBeGreaterThan(0.99 * requests);
  });
});

test('one queue before four pods of one worker is the same M/M/4 queue', () => {
  const config = multiServerQueue(4, 0.75, 1_000_000);
  const workload = { ...config.workload, concurrency: 1, balancing: 'pull' as const };
  const { totals } = simulate({ ...config, workload, autoscaler: { kind: 'fixed', replicas: 4 } }, 3);
  expect(Math.abs(totals.meanWaitMs / meanWaitInQueue(4, 0.75, 1) - 1)).toBeLessThan(0.02);
});

test('random balancing over four pods makes four M/M/1 queues', () => {
  const config = multiServerQueue(4, 0.75, 2_000_000);
  const workload = { ...config.workload, concurrency: 1 };
  const { totals } = simulate({ ...config, workload, autoscaler: { kind: 'fixed', replicas: 4 } }, 3);
  expect(Math.abs(totals.meanWaitMs / meanWaitInQueue(1, 0.75, 1) - 1)).toBeLessThan(0.02);
});

test('deterministic service halves the wait of one server (Pollaczek-Khinchine)', () => {
  const config = multiServerQueue(1, 0.8, 2_000_000);
  const workload = { ...config.workload, serviceTime: { kind: 'deterministic' as const, ms: 1 } };
  const { totals } = simulate({ ...config, workload }, 5);
  expect(Math.abs(totals.meanWaitMs / meanWaitWithOneServer(0.8, 1, 0) - 1)).toBeLessThan(0.02);
});

function evenly(rps: number, serviceMs: number) {
  return exampleConfig({
    load: {
      kind: 'scenario',
      scenario: scenarioSchema.parse({ phases: [{ seconds: 64, rps }], arrivals: 'uniform', timeoutMs: 600_000 }),
    },
    workload: exampleWorkload({ serviceTime: { kind: 'deterministic', ms: serviceMs } }),
    autoscaler: { kind: 'fixed', replicas: 1 },
  });
}

test('evenly spaced requests below capacity never wait: D/D/1', () => {
  const { totals } = simulate(evenly(8, 125), 1);
  expect(totals.meanWaitMs).toBe(0);
  expect(totals.sent).toBe(512);
  expect(totals.meanMs).toBe(125);
});

test('above capacity each request of a D/D/1 queue waits longer by the difference of service and spacing', () => {
  // 125 ms apart, 250 ms each: request k waits 125 k ms; 256 are taken by a worker in 64 s.
  const { totals } = simulate(evenly(8, 250), 1);
  expect(totals.meanWaitMs).toBe((125 * 255) / 2);
  expect(totals.answered + totals.inFlight).toBe(512);
  expect(totals.answered).toBe(255);
});
