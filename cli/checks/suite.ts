import type { OptionalPart } from './optional-parts';

/** What one suite of `lab test` found. */
export interface SuiteOutcome {
  readonly passed: number;
  readonly failed: number;
  /** Tests not run, each with its reason. */
  readonly skipped: readonly string[];
  /** What failed, ready to print. */
  readonly failures: readonly string[];
}

/** What was set up for the suites. */
export interface SuiteContext {
  readonly modelDir: string;
  readonly redisServer: string;
  readonly signal: AbortSignal;
  readonly onLine: (line: string) => void;
  /** A suite that takes longer is ended and counts as failed. */
  readonly limitSeconds: number;
}

export interface Suite {
  readonly id: string;
  readonly title: string;
  /** First guess of its length, without the optional parts. */
  readonly estimateSeconds: number;
  /** Parts that not every machine can run. */
  readonly optional?: readonly OptionalPart[];
  /** @default LIMIT_SECONDS */
  readonly limitSeconds?: number;
  run(context: SuiteContext): Promise<SuiteOutcome>;
}

/** Several times what a suite takes on two busy cores. One that takes longer hangs. */
export const LIMIT_SECONDS = 15 * 60;

export const PASSED_ONE: SuiteOutcome = { passed: 1, failed: 0, skipped: [], failures: [] };

export function failedOne(output: string): SuiteOutcome {
  return { passed: 0, failed: 1, skipped: [], failures: [output.trim()] };
}

export function skippedOne(reason: string): SuiteOutcome {
  return { passed: 0, failed: 0, skipped: [reason], failures: [] };
}

export function total(outcomes: readonly SuiteOutcome[]): SuiteOutcome {
  return {
    passed: outcomes.reduce((sum, one) => sum + one.passed, 0),
    failed: outcomes.reduce((sum, one) => sum + one.failed, 0),
    skipped: outcomes.flatMap((one) => one.skipped),
    failures: outcomes.flatMap((one) => one.failures),
  };
}

/** The counts of a report. A failed command without a failure in its report counts as one: it hung, or its clean-up failed. */
export function judge(report: SuiteOutcome, command: SuiteOutcome): SuiteOutcome {
  return command.failed > 0 && report.failed === 0 ? { ...report, failed: command.failed, failures: command.failures } : report;
}

/** The last line of `lab test`, read by CI. */
export function closingLine(outcome: SuiteOutcome): string {
  const skipped = outcome.skipped.length === 0 ? '' : `, ${outcome.skipped.length} skipped`;
  return `${outcome.passed} passed, ${outcome.failed} failed${skipped}`;
}
