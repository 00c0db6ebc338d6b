import type { BenchmarkResult, Environment } from '../../../contract/result';
import { isTradeoffRun } from '../../../contract/tradeoffs';
import { whyNotComparable } from './comparable';

type Engine = Environment['engine'];

export interface KeptResult {
  /** Of the run, ISO 8601. */
  readonly startedAt: string;
  readonly result: BenchmarkResult;
}

/** Another engine's answer to the same question. */
export interface Counterpart<Kept extends KeptResult> {
  readonly engine: Engine;
  /** The newest that can be compared. */
  readonly kept: Kept | undefined;
  /** Why the newest one cannot be compared, where there are some and none can. */
  readonly reason: string | undefined;
}

/** Engines to compare with; somebody else's cluster only counts when it was used. */
const ASKED: readonly Engine[] = ['kind', 'local'];

/**
 * The newest comparable result of every other engine, and which of them are missing.
 *
 * @param kept results of any kind, in any order
 */
export function counterpartsOf<Kept extends KeptResult>(result: BenchmarkResult, kept: readonly Kept[]): Counterpart<Kept>[] {
  const own = result.environment.engine;
  const scaled = kept
    .filter(
      ({ result: { kind, name, subject } }) =>
        kind === 'autoscaling' && !isTradeoffRun(name) && subject.service === result.subject.service,
    )
    .sort((one, other) => other.startedAt.localeCompare(one.startedAt));
  return (['existing', ...ASKED] as const)
    .filter((engine) => engine !== own)
    .flatMap((engine): Counterpart<Kept>[] => {
      const all = scaled.filter((one) => one.result.environment.engine === engine);
      const comparable = all.find((one) => whyNotComparable(result, one.result) === undefined);
      if (comparable !== undefined) return [{ engine, kept: comparable, reason: undefined }];
      if (!ASKED.includes(engine)) return [];
      const [newest] = all;
      return [{ engine, kept: undefined, reason: newest && whyNotComparable(result, newest.result) }];
    });
}
