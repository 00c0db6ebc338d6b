import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenarioSeconds } from '../../contract/scenario';
import { OUTCOMES, type Outcome, type Sample, type Samples } from '../load/samples';
import { runToEnd, ToolFailure } from '../child';
import { parseCsv } from './csv';
import { k6Script } from './k6-script';
import { measurementOf, type Measurement } from './measurement';
import { limitMs, writePlan } from './plan';
import type { LoadTool } from './tool';

const ARGUMENTS = [
  'run',
  '--quiet',
  '--no-color',
  '--no-usage-report',
  '--out',
  'csv=fileName=results.csv,timeFormat=unix_milli',
  'script.js',
];

export function k6Tool(program: string, version: string): LoadTool {
  return {
    name: 'k6',
    version,
    loop: 'open, from the actual send',
    runs: 'as a child',
    note: 'evenly spaced arrivals; iterations that k6 drops for want of a free virtual user count as errors',
    run: async (attack) => {
      writePlan(attack);
      writeFileSync(join(attack.folder, 'script.js'), k6Script(attack.scenario));
      await runToEnd(program, ARGUMENTS, attack.folder, limitMs(attack));
      return parseK6(readFileSync(join(attack.folder, 'results.csv'), 'utf8'), scenarioSeconds(attack.scenario));
    },
  };
}

/**
 * A run from the CSV output of k6, with the trend `lab_latency` of our script (one point a request, tagged with its outcome)
 * and k6's own counter `dropped_iterations`.
 *
 * @throws ToolFailure when the columns are not those of k6's CSV
 */
export function parseK6(text: string, seconds: number): Measurement {
  const rows = parseCsv(text);
  const [first] = rows;
  if (first !== undefined && !['metric_name', 'metric_value', 'timestamp', 'extra_tags'].every((name) => name in first))
    throw new ToolFailure(`its CSV has other columns than expected: ${Object.keys(first).join(', ')}`);
  const all = rows.filter((row) => row['metric_name'] === 'lab_latency').map(sampleOf);
  const dropped = rows
    .filter((row) => row['metric_name'] === 'dropped_iterations')
    .reduce((sum, row) => sum + Number(row['metric_value'] ?? 0), 0);
  const startMs = all.reduce((least, sample) => Math.min(least, sample.sentMs), Number.POSITIVE_INFINITY);
  const samples: Samples = { startMs: Number.isFinite(startMs) ? startMs : 0, seconds, all };
  const measured = measurementOf(samples);
  return dropped === 0
    ? measured
    : { ...measured, requests: measured.requests + dropped, errors: { ...measured.errors, dropped } };
}

function sampleOf(row: Record<string, string>): Sample {
  const tookMs = Number(row['metric_value']);
  const doneMs = Number(row['timestamp']);
  if (Number.isNaN(tookMs + doneMs)) throw new ToolFailure(`its CSV has no numbers in ${JSON.stringify(row)}`);
  return { intendedMs: doneMs - tookMs, sentMs: doneMs - tookMs, doneMs, outcome: outcomeOf(row['extra_tags'] ?? '') };
}

function outcomeOf(tags: string): Outcome {
  const said = new URLSearchParams(tags).get('outcome');
  return OUTCOMES.find((outcome) => outcome === said) ?? 'wrong-answer';
}
