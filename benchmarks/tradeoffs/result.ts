import { RESULT_SCHEMA, type BenchmarkResult, type Mark } from '../../contract/result';
import { check } from '../kinds/check';
import { tradeoffCells, type Measured } from './table';

export interface Frame {
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly configHash: string;
}

/** The trade-off table as one result; undefined when no arm gave a result. */
export function tradeoffResult(measured: Measured, frame: Frame): BenchmarkResult | undefined {
  const all = [...measured.runs.values()];
  const [first] = all;
  if (first === undefined) return undefined;
  const cells = tradeoffCells(measured);
  const count = (agrees: string): number => cells.filter((cell) => cell['agrees'] === agrees).length;
  const empty = cells.filter((cell) => cell['change'] === undefined).length;
  return {
    schema: RESULT_SCHEMA,
    kind: 'tradeoffs',
    name: 'tradeoffs',
    title: 'Trade-offs, measured',
    startedAt: frame.startedAt,
    durationSeconds: frame.durationSeconds,
    subject: { service: 'the lab', modelSha256: null, modelVariant: null, image: null, configHash: frame.configHash },
    environment: first.environment,
    marks: sharedMarks(all),
    scenario: null,
    metrics: {
      cellsMeasured: cells.length - empty,
      asTextbook: count('yes'),
      againstTextbook: count('no'),
      unclear: count('unclear'),
    },
    intervals: {},
    series: {},
    histograms: {},
    rows: cells,
    errors: { total: 0, byKind: {} },
    howMade: [
      `Each arm is the lab with one setting changed, started afresh ${measured.repeats} times; the arms of a row ran forwards and ` +
        'backwards in turn (A B, B A), so that drift of the machine falls on all alike.',
      'Latency and cost: geometric means over repeats, and the change as a ratio with a paired t interval of its logarithm (95 %); ' +
        'failed requests as a difference. Accuracy: Newcombe’s interval of a difference of two proportions.',
      'Throughput is the maximum of an arm: at saturation for a server, of a burst for a queue, and the answered requests where the ' +
        'scenario itself is an overload. Cost is of requested CPU and memory at that rate.',
      'A change counts when its interval excludes none; below 5 % (half a point for shares) it counts as none.',
    ],
    verdict: {
      pass: empty === 0,
      checks: [check('every cell was measured', 'cellsMeasured', cells.length - empty, '==', cells.length)],
    },
  };
}

/** Marks of the runs behind the table, once each, with how many runs carry them. */
function sharedMarks(results: readonly BenchmarkResult[]): Mark[] {
  const kinds = [...new Set(results.flatMap(({ marks }) => marks.map(({ mark }) => mark)))];
  // An overload makes errors on purpose.
  return kinds
    .filter((mark) => mark !== 'errors')
    .map((mark) => {
      const marked = results.filter(({ marks }) => marks.some((one) => one.mark === mark));
      const reason = marked[0]?.marks.find((one) => one.mark === mark)?.reason ?? '';
      return {
        mark,
        reason: `${marked.length} of ${results.length} runs behind the table, for example ${marked[0]?.name ?? ''}: ${reason}`,
      };
    });
}
