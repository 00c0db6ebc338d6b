import type { Run } from '../../contract';
import { momentText } from '../../report';
import { machineType } from '../history/compare';

/**
 * Where trade-offs come from, for the end of a run that measured none: when this machine type last measured them, and how to measure them.
 * Never the table itself: it would be of another day, below numbers that it has nothing to do with.
 *
 * @param kept earlier runs, oldest first
 */
export function earlierTradeoffs(run: Run, kept: readonly Run[]): string {
  const [first] = run.results;
  if (first === undefined || run.results.some(({ kind }) => kind === 'tradeoffs')) return '';
  const machine = machineType(first.environment);
  const earlier = kept.filter(({ results }) =>
    results.some(({ kind, environment }) => kind === 'tradeoffs' && machineType(environment) === machine),
  );
  const newest = earlier.at(-1);
  if (newest === undefined)
    return '\nTrade-offs of quantization, autoscaling, queueing and batching on this machine:  ./lab bench tradeoffs\n';
  return `
Trade-offs of this machine were measured on ${momentText(newest.startedAt)}; to measure them again:  ${newest.command}
`;
}
