import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hpaSuite } from './hpa';
import { replaySuite } from './replay';
import { parseTraces } from './traces';

const FILE = join(__dirname, '../../tests/conformance/hpa.ndjson.gz');

test('every recorded trace of kube-controller-manager v1.34.4 replays exactly', () => {
  const report = replaySuite(hpaSuite, FILE, parseTraces(FILE, readFileSync(FILE)));
  expect(report).toEqual({ passed: 300, failed: 0, mismatches: [] });
}, 60_000);
