import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenarioSeconds } from '../../contract/scenario';
import { sumErrors, type ErrorCounts } from '../load/samples';
import { runToEnd, ToolFailure } from '../child';
import { repositoryWith } from '../repository';
import { parseCsv } from './csv';
import type { Measurement } from './measurement';
import { limitMs, writePlan } from './plan';
import type { LoadTool } from './tool';

const LOCUSTFILE = 'benchmarks/load-tools/locust/locustfile.py';

/** Locust rounds response times above 100 ms to two digits before it takes percentiles. */
export function locustTool(program: string, version: string): LoadTool {
  return {
    name: 'locust',
    version,
    loop: 'open, from the intended time',
    runs: 'as a child',
    note: 'percentiles from its CSV, which Locust rounds to two digits',
    run: async (attack) => {
      writePlan(attack);
      const locustfile = join(repositoryWith(LOCUSTFILE), LOCUSTFILE);
      const args = ['--headless', '--users', '1', '--locustfile', locustfile, '--csv', 'run'];
      const quiet = ['--only-summary', '--exit-code-on-error', '0', '--loglevel', 'WARNING'];
      await runToEnd(program, [...args, ...quiet], attack.folder, limitMs(attack));
      const read = (name: string): string => readFileSync(join(attack.folder, name), 'utf8');
      const failures = existsSync(join(attack.folder, 'run_failures.csv')) ? read('run_failures.csv') : '';
      return parseLocust(read('run_stats.csv'), failures, scenarioSeconds(attack.scenario));
    },
  };
}

/**
 * A run from `_stats.csv` (the `Aggregated` line) and `_failures.csv` of Locust 2.
 *
 * @throws ToolFailure when the columns are not those of Locust 2
 */
export function parseLocust(stats: string, failures: string, seconds: number): Measurement {
  const total = parseCsv(stats).find((row) => row['Name'] === 'Aggregated');
  if (total === undefined) throw new ToolFailure('its _stats.csv has no Aggregated line');
  const number = (column: string): number => {
    const value = Number(total[column]);
    if (total[column] === undefined || Number.isNaN(value))
      throw new ToolFailure(`its _stats.csv has no number in column ${column}`);
    return value;
  };
  const requests = number('Request Count');
  const failed = number('Failure Count');
  const time = (column: string): number | undefined => (requests - failed === 0 ? undefined : number(column));
  const rate = requests === 0 ? 0 : number('Requests/s');
  return {
    requests,
    answered: requests - failed,
    errors: failuresByKind(failures, failed),
    // Locust gives requests per second over its own run, from its first to its last request.
    seconds: Math.max(seconds, rate === 0 ? 0 : requests / rate),
    p50Ms: time('50%'),
    p95Ms: time('95%'),
    p99Ms: time('99%'),
    maxMs: time('Max Response Time'),
  };
}

/** Failures by kind. Locust wraps the text of a failure: `CatchResponseError('timeout')`. */
function failuresByKind(text: string, expected: number): ErrorCounts {
  const counted = sumErrors(
    parseCsv(text).map((row) => {
      const error = row['Error'] ?? '';
      const kind = /^\w+\('([a-z0-9-]+)'\)$/.exec(error)?.[1] ?? (/^[a-z0-9-]+$/.test(error) ? error : 'other');
      return { [kind]: Number(row['Occurrences'] ?? 0) };
    }),
  );
  const missing = expected - counted.total;
  return missing > 0 ? { ...counted.byKind, other: (counted.byKind['other'] ?? 0) + missing } : counted.byKind;
}
