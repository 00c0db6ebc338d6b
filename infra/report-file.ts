import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '../contract';
import { renderHtml } from '../report';

/** Writes the results with their report into a folder. Returns the path of the report. */
export function writeReport(run: Run, folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(run, null, 2)}\n`);
  const report = join(folder, 'report.html');
  writeFileSync(report, renderHtml(run));
  return report;
}
