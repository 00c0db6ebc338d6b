import type { Run } from '../../contract';
import { renderTradeoffs, momentText, type TerminalOptions } from '../../report';
import { machineType } from '../history/compare';

/**
 * The trade-off table for the end of a run that measured none itself: the newest one of this machine type, with its date, or
 * how to get one.
 *
 * @param kept earlier runs, oldest first
 */
export function earlierTradeoffs(run: Run, kept: readonly Run[], options: TerminalOptions): string {
  const [first] = run.results;
  if (first === undefined || run.results.some(({ kind }) => kind === 'tradeoffs')) return '';
  const machine = machineType(first.environment);
  const earlier = kept.filter(({ results }) =>
    results.some(({ kind, environment }) => kind === 'tradeoffs' && machineType(environment) === machine),
  );
  const newest = earlier.at(-1);
  if (newest === undefined)
    return '\nTrade-offs of quantization, autoscaling, queueing and batching on this machine:  ./lab bench tradeoffs\n';
  return `\nMeasured on ${momentText(newest.startedAt)} by ${newest.command}:\n${renderTradeoffs(newest, options)}`;
}
