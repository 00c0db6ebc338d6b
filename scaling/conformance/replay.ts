import { UserError } from '../../contract/user-error';
import type { z } from 'zod';
import type { TraceLine } from './traces';
import { MAX_MISMATCHES, type Mismatch, type ReplayTrace, type SuiteReport } from './types';

/** A suite: the shape of its traces, and how one is replayed. */
export interface Suite<Trace> {
  readonly name: string;
  readonly schema: z.ZodType<Trace>;
  readonly replay: ReplayTrace<Trace>;
}

/**
 * Replays every trace and counts how many agree.
 *
 * @param file only for messages
 * @throws UserError naming file, line and key of a trace that does not have the suite's shape
 */
export function replaySuite<Trace>(suite: Suite<Trace>, file: string, traces: Iterable<TraceLine>): SuiteReport {
  const report: SuiteReport = { passed: 0, failed: 0, mismatches: [] };
  for (const line of traces) addToReport(report, suite.replay(shaped(suite, file, line)));
  return report;
}

/** Counts one replayed trace; the way in for callers that stream. */
export function addToReport(report: SuiteReport, mismatches: readonly Mismatch[]): void {
  if (mismatches.length === 0) report.passed++;
  else report.failed++;
  report.mismatches.push(...mismatches.slice(0, MAX_MISMATCHES - report.mismatches.length));
}

/** A line as the suite's trace. */
export function shaped<Trace>(suite: Suite<Trace>, file: string, { line, value }: TraceLine): Trace {
  const parsed = suite.schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UserError({
    where: `${file}:${line}  ${issue?.path.join('.') ?? ''}`,
    problem: `does not fit a trace of suite ${suite.name}: ${issue?.message ?? 'unknown shape'}`,
    fix: 'Was it written for another suite?',
    code: 'document-wrong',
  });
}
