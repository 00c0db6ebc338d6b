import { percentile } from '../../../contract/statistics';
import { fromResult, metricOf, number, type Lesson } from '../exercise';

const CLIENTS = 8;
const ANSWER_SECONDS = 0.4;
const STALL_SECONDS = 1;
const RATE = 20;
const RUN = './lab bench load/fastapi';
/** Nineteen fast answers and a slow one. */
const LATENCIES = [...Array<number>(19).fill(40), 900];

export const LOAD_TESTING: Lesson = {
  number: 2,
  title: 'Load testing',
  page: '2-load-testing.md',
  exercises: [
    {
      name: 'a',
      question: `A closed loop has ${CLIENTS} clients, and every answer takes ${1000 * ANSWER_SECONDS} ms. How many requests a second does it send?`,
      answerIn: 'requests/s',
      expected: () => number(CLIENTS / ANSWER_SECONDS, "Little's law: clients / seconds an answer takes"),
    },
    {
      name: 'b',
      question: `An open loop sends ${RATE} requests/s evenly. The server stalls for ${STALL_SECONDS} s. How many requests does the stall make late?`,
      answerIn: 'requests',
      expected: () => number(RATE * STALL_SECONDS, 'every request that was due during the stall', 0.06),
    },
    {
      name: 'c',
      question: `Of 20 answers 19 took 40 ms and one 900 ms. What is p95 (nearest rank)?`,
      answerIn: 'ms',
      expected: () =>
        number(
          percentile(LATENCIES, 0.95) ?? Number.NaN,
          'the smallest value with 95 % of all at or below it: the 19th of 20',
          0,
        ),
    },
    {
      name: 'd',
      question: 'What is the p95 of your newest load benchmark?',
      answerIn: 'ms',
      expected: metricOf('load', 'p95Ms', RUN),
    },
    {
      name: 'e',
      question:
        'How many pods like those of your newest load benchmark does a load of 50 requests/s need within the SLO, if it spreads evenly?',
      answerIn: 'pods',
      expected: fromResult('load', RUN, ({ metrics: { maxRpsWithinSlo: heldRps, replicasMax: pods = 1 } }) =>
        heldRps === undefined || heldRps === 0
          ? undefined
          : number(Math.ceil((50 * pods) / heldRps), `50 / (${heldRps.toFixed(1)} requests/s by ${pods} pods), rounded up`, 0),
      ),
    },
    {
      name: 'f',
      question:
        'By how much is the largest p99 of the load tools that send on schedule larger than the smallest (largest / smallest)?',
      answerIn: 'times',
      expected: metricOf('tools', 'p99SpreadRatio', './lab bench load/tools --profile tools'),
    },
  ],
};
