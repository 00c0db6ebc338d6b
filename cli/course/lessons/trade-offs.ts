import { agreesWith, type BenchmarkResult, type TradeoffMetric } from '../../../contract';
import { fromResult, number, word, type Exercise, type Lesson } from '../exercise';

const RUN = './lab bench tradeoffs';
const DIRECTIONS = 'up, down, same or unclear';

function cellOf(
  { rows }: BenchmarkResult,
  row: string,
  after: string,
  metric: TradeoffMetric,
): BenchmarkResult['rows'][number] | undefined {
  return rows.find((cell) => cell['row'] === row && cell['after'] === after && cell['metric'] === metric);
}

function direction(row: string, after: string, metric: TradeoffMetric): Exercise['expected'] {
  return fromResult('tradeoffs', RUN, (result) => {
    const cell = cellOf(result, row, after, metric);
    const went = cell?.['direction'];
    return typeof went === 'string' ? word(went, `${metric} of ${row}, to ${after}: x${String(cell?.['change'])}`) : undefined;
  });
}

export const TRADE_OFFS: Lesson = {
  number: 6,
  title: 'Trade-offs',
  page: '6-trade-offs.md',
  exercises: [
    {
      name: 'a',
      question:
        'A course says that accuracy drops slightly with quantization. Yours stays the same. Does the lab count that as what the course says?',
      answerIn: 'yes or no',
      expected: () => word(agreesWith('slightly-down', 'same') ? 'yes' : 'no', 'a small drop may be too small to be seen'),
    },
    {
      name: 'b',
      question: 'Where did p95 go with quantization?',
      answerIn: DIRECTIONS,
      expected: direction('quantization', 'int8', 'p95Ms'),
    },
    {
      name: 'c',
      question: 'Where did p95 go from one fixed pod to the HPA?',
      answerIn: DIRECTIONS,
      expected: direction('autoscaling', 'hpa', 'p95Ms'),
    },
    {
      name: 'd',
      question: 'Where did the cost per 1000 requests go with the queue?',
      answerIn: DIRECTIONS,
      expected: direction('async', 'queue', 'costPer1000Usd'),
    },
    {
      name: 'e',
      question: 'By what factor did throughput change with batching?',
      answerIn: 'times',
      expected: fromResult('tradeoffs', RUN, (result) => {
        const change = cellOf(result, 'batching', 'on', 'throughputRps')?.['change'];
        return typeof change === 'number' ? number(change, 'throughput of batching, to on') : undefined;
      }),
    },
  ],
};
