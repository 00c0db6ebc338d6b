import { groupOf, plain, UserError, type BenchmarkResult, type Environment, type Run } from '../../contract';
import { headlineMetrics, intervalText, metricText, momentText } from '../../report';
import { wholeNumber } from '../numbers';

interface HistoryChoice {
  /** A benchmark or group; undefined = all of the last run. */
  readonly only: string | undefined;
  /** As on the command line. */
  readonly last: string;
}

/** Results that may be laid side by side ran on the same kind of processor, as many of them, on the same engine. */
export function machineType({ cpuModel, isaFlags, logicalCpus, engine }: Environment): string {
  return `${cpuModel}, ${logicalCpus} CPUs, ${isaFlags.join(' ')}, ${engine} engine`;
}

interface Kept {
  readonly startedAt: string;
  readonly result: BenchmarkResult;
}

/**
 * The last run's results, each beside the earlier ones of the same name on the same machine type. A number counts as moved
 * when the two intervals do not overlap; without intervals nothing is said.
 *
 * @throws UserError when there is nothing to compare
 */
export function historyText(runs: readonly Run[], { only, last }: HistoryChoice): string {
  const count = wholeNumber('--last', last, { from: 1, to: 1000 });
  const kept = runs.flatMap((run) => run.results.map((result): Kept => ({ startedAt: run.startedAt, result })));
  const wanted = kept.filter(({ result }) => only === undefined || result.name === only || groupOf(result.name) === only);
  const names = [...new Set(wanted.map(({ result }) => result.name))];
  if (names.length === 0)
    throw new UserError({
      where: only === undefined ? 'results' : `benchmark ${only}`,
      problem: 'no run of it is kept.',
      fix: `Kept: ${[...new Set(kept.map(({ result }) => result.name))].join(', ') || 'none'}.`,
      code: 'benchmark-unknown',
    });
  return names
    .map((name) =>
      benchmarkText(
        name,
        wanted.filter(({ result }) => result.name === name),
        count,
      ),
    )
    .join('\n\n');
}

function benchmarkText(name: string, all: readonly Kept[], count: number): string {
  const current = all.at(-1);
  if (current === undefined) return name;
  const machine = machineType(current.result.environment);
  const earlier = all.slice(0, -1);
  const same = earlier.filter(({ result }) => machineType(result.environment) === machine).slice(-count);
  const others = new Map<string, number>();
  for (const { result } of earlier) {
    const type = machineType(result.environment);
    if (type !== machine) others.set(type, (others.get(type) ?? 0) + 1);
  }
  return [
    `${plain(name)}  (${plain(machine)})`,
    ...headlineMetrics(current.result).flatMap((metric) => metricLines(metric, current, same)),
    ...(same.length === 0 ? ['  no earlier run on this machine type'] : []),
    ...[...others].map(([type, runs]) => `  not compared: ${runs} ${runs === 1 ? 'run' : 'runs'} on ${plain(type)}`),
  ].join('\n');
}

function metricLines(metric: string, current: Kept, earlier: readonly Kept[]): string[] {
  const line = (kept: Kept, sign: string): string => {
    const value = kept.result.metrics[metric];
    if (value === undefined) return '';
    const interval = kept.result.intervals[metric];
    const range = interval === undefined ? '' : `  (${intervalText(metric, value, interval)})`;
    const marks =
      kept.result.marks.length === 0 ? '' : `  ! ${[...new Set(kept.result.marks.map(({ mark }) => mark))].join(', ')}`;
    const config = kept.result.subject.configHash === current.result.subject.configHash ? '' : '  other settings';
    return `    ${momentText(kept.startedAt)}  ${metricText(metric, value)}${range}${sign}${config}${marks}`;
  };
  return [
    `  ${plain(metric)}`,
    ...earlier.map((kept) => line(kept, movement(metric, kept.result, current.result))),
    line(current, '  ◀ last'),
  ].filter((text) => text !== '');
}

/** In which direction the last run differs from an earlier one. Marked results say nothing about a change. */
function movement(metric: string, before: BenchmarkResult, after: BenchmarkResult): string {
  const [one, other] = [before.intervals[metric], after.intervals[metric]];
  if (one === undefined || other === undefined || before.marks.length + after.marks.length > 0) return '';
  if (other.low > one.high) return '  higher since';
  if (other.high < one.low) return '  lower since';
  return '  no change since';
}
