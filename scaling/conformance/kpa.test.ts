import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type KpaTrace, replayKpa } from './kpa';

const FILE = join(__dirname, '../../tests/conformance/kpa.ndjson.gz');

function readTraces(): KpaTrace[] {
  const lines = gunzipSync(readFileSync(FILE)).toString('utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as KpaTrace);
}

test('every field of every tick of 300 recorded Knative runs is matched', () => {
  const traces = readTraces();
  const failed = traces.map(replayKpa).filter((mismatches) => mismatches.length > 0);

  expect(failed.flat().slice(0, 20)).toEqual([]);
  expect(traces.length - failed.length).toBe(300);
});

test('a recording that differs in one number of one tick is named by trace, tick and field', () => {
  const trace = readTraces()[0]!;
  const expect4 = trace.expect[4]!;
  const altered = {
    ...trace,
    expect: trace.expect.map((entry, tick) => (tick === 4 ? { ...entry, desired: entry.desired + 1 } : entry)),
  };

  expect(replayKpa(altered)).toEqual([
    { trace: trace.id, step: 4, field: 'desired', expected: expect4.desired + 1, got: expect4.desired },
  ]);
});
