import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hpaSuite } from './hpa';
import { replaySuite } from './replay';
import { parseTraces } from './traces';
import type { SuiteReport } from './types';

function replay(name: string): SuiteReport {
  const file = join(__dirname, '../../tests/conformance', name);
  return replaySuite(hpaSuite, file, parseTraces(file, readFileSync(file)));
}

test('every recorded trace of kube-controller-manager v1.34.4 replays exactly', () => {
  expect(replay('hpa.ndjson.gz')).toEqual({ passed: 300, failed: 0, mismatches: [] });
}, 60_000);

test('so do those of v1.34.4 and v1.37.2 with values that no integer holds, negative metrics and containers that are missing', () => {
  expect(replay('hpa-versions.ndjson.gz')).toEqual({ passed: 49, failed: 0, mismatches: [] });
}, 60_000);
