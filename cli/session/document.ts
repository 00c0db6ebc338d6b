import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Run } from '../../contract';
import { renderHtml, renderMarkdown } from '../../report';

/** Writes a run as results.json, report.md and report.html into its own folder and points `latest` at it. Returns the folder. */
export function writeRun(run: Run, resultsDir: string): string {
  const folder = join(resultsDir, run.startedAt.replace(/[:.]/g, '-'));
  mkdirSync(folder, { recursive: true });
  writeJson(join(folder, 'results.json'), run);
  writeFileSync(join(folder, 'report.md'), renderMarkdown(run));
  writeFileSync(join(folder, 'report.html'), renderHtml(run));
  const latest = join(resultsDir, 'latest');
  rmSync(latest, { force: true });
  symlinkSync(folder, latest);
  return folder;
}

export function writeJson(file: string, run: Run): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(run, null, 2)}\n`);
}
