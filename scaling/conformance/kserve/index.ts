import { addToReport } from '../replay';
import type { SuiteReport } from '../types';
import { parseCase, type CaseText } from './case';
import { replayCase } from './replay';

export type { CaseText } from './case';

/**
 * Recordings of a KServe v0.20.0 controller with its webhooks, one folder each: names, labels, selector, Service ports, containers with
 * resources and probes, the HPA, or the rejection.
 */
export function replayKserve(cases: Iterable<CaseText>): SuiteReport {
  const report: SuiteReport = { passed: 0, failed: 0, mismatches: [] };
  for (const one of cases) addToReport(report, replayCase(parseCase(one)));
  return report;
}
