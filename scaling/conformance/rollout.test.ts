import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaySuite, shaped } from './replay';
import { replayRollout, rolloutSuite } from './rollout';
import { parseTraces } from './traces';

const FILE = join(__dirname, '../../tests/conformance/rollout.ndjson.gz');

test('every recorded rollout of kube-controller-manager v1.37.2 replays exactly', () => {
  const report = replaySuite(rolloutSuite, FILE, parseTraces(FILE, readFileSync(FILE)));
  expect(report).toEqual({ passed: 200, failed: 0, mismatches: [] });
}, 60_000);

test('a recording that differs in one count is named by trace, step and field', () => {
  const [line] = parseTraces(FILE, readFileSync(FILE));
  const trace = shaped(rolloutSuite, FILE, line!);
  const step = trace.steps[2]!;
  step.expect.replicaSets[0]!.available = 7;
  expect(replayRollout(trace)).toEqual([{ trace: trace.id, step: 2, field: 'replicaSets.0.available', expected: 7, got: 1 }]);
});
