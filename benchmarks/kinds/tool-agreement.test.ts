import type { Loop } from '../load-tools/tool';
import { agreement, omissionSentence, type Compared } from './tool-agreement';

function tool(
  name: Compared['tool']['name'],
  loop: Loop,
  p99Ms: number | undefined,
  more: Partial<Compared['measurement']> = {},
): Compared {
  const measurement = {
    requests: 200,
    answered: 200,
    errors: {},
    seconds: 10,
    p50Ms: 5,
    p95Ms: 50,
    p99Ms,
    maxMs: p99Ms,
    ...more,
  };
  const run = () => Promise.reject(new Error('not run here'));
  return { tool: { name, version: '1', loop, runs: 'as a child', note: '', run }, measurement, cpuSeconds: 1, runs: 2 };
}
const lab = tool('lab', 'open, from the intended time', 1000);
const vegeta = tool('vegeta', 'open, from the intended time', 1100, { requests: 198, answered: 190 });
const k6 = tool('k6', 'open, from the actual send', 900);
const closed = (p99Ms: number, requests = 120) => tool('autocannon', 'closed, held to the rate', p99Ms, { requests });

test('agreement is over the tools that send on schedule; the closed loop is set against their median', () => {
  expect(agreement([lab, vegeta, k6, closed(100)], 100)).toEqual({
    p50Ms: 5,
    p95Ms: 50,
    p99Ms: 1000,
    maxMs: 1100,
    throughputRps: 20,
    sentShare: 0.99,
    p99SpreadRatio: 1100 / 900,
    closedLoopP99Ratio: 0.1,
  });
});

test('a p99 of the closed loop far below the others is named as coordinated omission, with the requests it did not send', () => {
  expect(omissionSentence([lab, k6, closed(100)], 100)).toBe(
    "Coordinated omission: autocannon's closed loop sent 120 of 200 intended requests and reports a p99 of 100 ms where tools " +
      'that send on schedule saw 950 ms; those it did not send while its clients waited would have been the slow ones.',
  );
});

test('a closed loop that sent everything has nothing to hide, whatever its p99', () => {
  expect(omissionSentence([lab, k6, closed(100, 200)], 100)).toMatch(
    /^No coordinated omission to see here: autocannon's closed loop sent 200 of 200/,
  );
});

test('a closed loop that saw about the same latencies is not blamed', () => {
  expect(omissionSentence([lab, closed(900, 200)], 100)).toMatch(/^No coordinated omission to see here/);
});

test('without a closed loop, or without answers, there is nothing to compare', () => {
  expect(omissionSentence([lab, vegeta], 100)).toBeUndefined();
  const silent = tool('lab', 'open, from the intended time', undefined);
  expect(omissionSentence([silent, closed(100)], 100)).toBeUndefined();
  expect(agreement([silent], 0)).toMatchObject({ p99Ms: undefined, sentShare: undefined, p99SpreadRatio: undefined });
});
