import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runSchema, type Run } from '../contract';
import { renderHtml } from '../report';

/** The whole results of a stack, and where they are. All null while nothing was measured. */
export interface ResultFiles {
  readonly run: Run | null;
  readonly resultsPath: string | null;
  readonly reportPath: string | null;
}

const resultsIn = (folder: string): string => join(folder, 'results.json');
const reportIn = (folder: string): string => join(folder, 'report.html');

/** Where the results of a run go. Writes nothing. */
export function filesOf(run: Run, folder: string): ResultFiles {
  return { run, resultsPath: resultsIn(folder), reportPath: reportIn(folder) };
}

/** Writes the results with their report into a folder. */
export function writeFiles(run: Run, folder: string): ResultFiles {
  mkdirSync(folder, { recursive: true });
  writeFileSync(resultsIn(folder), `${JSON.stringify(run, null, 2)}\n`);
  writeFileSync(reportIn(folder), renderHtml(run));
  return filesOf(run, folder);
}

/** The results that an earlier update wrote into a folder. */
export function earlierFiles(folder: string): ResultFiles {
  const resultsPath = resultsIn(folder);
  const parsed = existsSync(resultsPath) ? runSchema.safeParse(JSON.parse(readFileSync(resultsPath, 'utf8'))) : undefined;
  // One of another version of the lab says nothing here.
  return parsed?.success === true ? filesOf(parsed.data, folder) : { run: null, resultsPath: null, reportPath: null };
}
