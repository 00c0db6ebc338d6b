import { addToReport } from '../replay';
import type { Mismatch, SuiteReport } from '../types';
import { parseCase, type CaseText } from './case';
import { replayCase } from './replay';

export type { CaseText } from './case';

/**
 * Recordings of a KServe v0.20.0 controller with its webhooks, one folder each: names, labels, selector, Service ports, containers with
 * resources and probes, the HPA, or the rejection.
 */
export function replayKserve(cases: Iterable<CaseText>): SuiteReport {
  const report: SuiteReport = { passed: 0, failed: 0, mismatches: [] };
  for (const one of cases) addToReport(report, replay(one));
  return report;
}

/** A case that cannot be read or replayed has failed, and says why; the others are still replayed. */
function replay(one: CaseText): Mismatch[] {
  try {
    return replayCase(parseCase(one));
  } catch (error) {
    const got = error instanceof Error ? error.message : String(error);
    return [{ trace: one.id, step: -1, field: 'case', expected: 'a case that can be replayed', got }];
  }
}
