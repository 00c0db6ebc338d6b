import { gzipSync } from 'node:zlib';
import { parseTraces } from './traces';

const TEXT = '{"id":"a"}\n\n{"id":"b","text":"é"}\n{"id":"c"}';
const LINES = [
  { line: 1, value: { id: 'a' } },
  { line: 3, value: { id: 'b', text: 'é' } },
  { line: 4, value: { id: 'c' } },
];

test.each([
  ['plain', Buffer.from(TEXT)],
  ['gzip', gzipSync(TEXT)],
])('%s traces are told by their bytes, and read the same', (_, bytes) => {
  expect([...parseTraces('traces', bytes)]).toEqual(LINES);
});

test('an empty file has no traces', () => {
  expect([...parseTraces('traces', Buffer.alloc(0))]).toEqual([]);
});

test('a line that is not JSON is named by file and line', () => {
  const broken = Buffer.from('{"id":"a"}\n{"id":');
  expect(() => [...parseTraces('hpa.ndjson', broken)]).toThrow(/^hpa\.ndjson:2\n {2}is not JSON: /);
});

test('gzip that breaks off is named as such', () => {
  const broken = gzipSync(TEXT).subarray(0, 30);
  expect(() => [...parseTraces('hpa.ndjson.gz', broken)]).toThrow(/^hpa\.ndjson\.gz\n {2}is broken gzip: /);
});
