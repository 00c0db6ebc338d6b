import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ExitCode, isTradeoffRun, type Run } from '../../contract';
import { renderHtml, renderMarkdown, renderTerminal, type EngineComparison } from '../../report';
import { compareWithKept } from '../comparison';
import { LAB_YAML } from '../paths';

export interface WrittenRun {
  readonly folder: string;
  /** What the report says about other engines and predictions. */
  readonly predicted: readonly EngineComparison[];
}

/**
 * Writes a run as results.json, report.md and report.html into its own folder and points `latest` at it.
 *
 * @param labFile the lab.yaml that it ran, which predictions are made by
 */
export async function writeRun(run: Run, resultsDir: string, labFile: string = LAB_YAML): Promise<WrittenRun> {
  const folder = join(resultsDir, run.startedAt.replace(/[:.]/g, '-'));
  mkdirSync(folder, { recursive: true });
  // First, so that nothing later can lose the measurements.
  writeJson(join(folder, 'results.json'), run);
  const predicted = await compareWithKept(run, resultsDir, labFile);
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

/** The run for the terminal, with the path of its report. */
export function terminalText(run: Run, { folder, predicted }: WrittenRun): string {
  const { isTTY: color, columns: width } = process.stdout;
  return `\n${renderTerminal(run, { color, width, reportPath: join(folder, 'report.html'), predicted })}`;
}

/** The exit code of `up`: a benchmark without a result is a failure, and so is a missed bound if the caller asked for that. */
export function exitCodeOf({ failures, results }: Run, { failOnVerdict }: { readonly failOnVerdict?: true }): number {
  if (failures.length > 0) return ExitCode.failure;
  // A run behind the trade-off table may miss its bounds on purpose: an overload is one.
  const missed = results.some((result) => !result.verdict.pass && !isTradeoffRun(result.name));
  return missed && failOnVerdict === true ? ExitCode.verdict : ExitCode.ok;
}
