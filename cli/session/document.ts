import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Run } from '../../contract';
import { renderHtml, renderMarkdown, type EngineComparison } from '../../report';
import { compareWithKept } from '../comparison';

export interface WrittenRun {
  readonly folder: string;
  /** What the report says about other engines and predictions. */
  readonly predicted: readonly EngineComparison[];
}

/** Writes a run as results.json, report.md and report.html into its own folder and points `latest` at it. */
export async function writeRun(run: Run, resultsDir: string): Promise<WrittenRun> {
  const folder = join(resultsDir, run.startedAt.replace(/[:.]/g, '-'));
  mkdirSync(folder, { recursive: true });
  // First: nothing that comes after it may lose what was measured.
  writeJson(join(folder, 'results.json'), run);
  const predicted = await compareWithKept(run, resultsDir);
  writeFileSync(join(folder, 'report.md'), renderMarkdown(run, predicted));
  writeFileSync(join(folder, 'report.html'), renderHtml(run, predicted));
  const latest = join(resultsDir, 'latest');
  rmSync(latest, { force: true });
  symlinkSync(folder, latest);
  return { folder, predicted };
}

export function writeJson(file: string, run: Run): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(run, null, 2)}\n`);
}
