import { RESULT_SCHEMA, type BenchmarkResult, type Mark } from '../../contract/result';
import type { Comparison } from '../../contract/tradeoffs';
import { benchmarkOfArm } from '../../contract/tradeoffs';
import { check } from '../kinds/check';
import { comparedCells } from './compared';
import { tradeoffCells, type Measured } from './table';

export interface Frame {
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly configHash: string;
}

/** The trade-off table of arms as one result; undefined when no arm gave a result. */
export function tradeoffResult(measured: Measured, frame: Frame): BenchmarkResult | undefined {
  return tableResult(tradeoffCells(measured), [...measured.runs.values()], frame, [
    `Each arm is the lab with one setting changed, started afresh ${measured.repeats} times; the arms of a row ran forwards and ` +
      'backwards in turn (A B, B A), so that drift of the machine falls on all alike.',
    'Latency and cost: geometric means over repeats, and the change as a ratio with a paired t interval of its logarithm (95 %); ' +
      'failed requests as a difference. Accuracy: Newcombe’s interval of a difference of two proportions.',
  ]);
}

/** What a lab compares, and what of it ran. */
export interface Compared {
  readonly comparisons?: Readonly<Record<string, Comparison>> | undefined;
  readonly benchmarks: Readonly<Record<string, unknown>>;
}

/** Comparisons whose benchmarks are all part of a run. */
export function comparisonsIn({ comparisons = {}, benchmarks }: Compared): Record<string, Comparison> {
  const isRun = ({ arms }: Comparison): boolean =>
    Object.values(arms).every((arm) => Object.hasOwn(benchmarks, benchmarkOfArm(arm)));
  return Object.fromEntries(Object.entries(comparisons).filter(([, comparison]) => isRun(comparison)));
}

/** The trade-off table of a run from its own benchmarks; undefined when the lab compares none of them, or none gave a result. */
export function comparisonResult(
  lab: Compared,
  results: readonly BenchmarkResult[],
  configHash: string,
): BenchmarkResult | undefined {
  const comparisons = comparisonsIn(lab);
  const names = Object.values(comparisons).flatMap(({ arms }) => Object.values(arms).map(benchmarkOfArm));
  const behind = results.filter(({ name }) => names.includes(name));
  if (names.length === 0) return undefined;
  const startedAt = behind.map((result) => result.startedAt).sort()[0] ?? '';
  const durationSeconds = behind.reduce((sum, one) => sum + one.durationSeconds, 0);
  return tableResult(comparedCells(comparisons, results), behind, { startedAt, durationSeconds, configHash }, [
    'The arms are benchmarks of this run, each measured once, one after another; how they were made stands with each of them.',
    'A change of latency or throughput is a ratio, of failed requests or accuracy a difference; its interval (95 %) follows from the ' +
      'intervals of both numbers (MOVER). A number without an interval, such as a cost, is shown without a direction.',
  ]);
}

function tableResult(
  cells: BenchmarkResult['rows'],
  all: readonly BenchmarkResult[],
  frame: Frame,
  howMade: readonly string[],
): BenchmarkResult | undefined {
  const [first] = all;
  if (first === undefined) return undefined;
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
      ...howMade,
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
