import { gzipSync } from 'node:zlib';
import { parseTraces, streamTraces } from './traces';

const TEXT = '{"id":"a"}\n\n{"id":"b","text":"é"}\n{"id":"c"}';
const LINES = [
  { line: 1, value: { id: 'a' } },
  { line: 3, value: { id: 'b', text: 'é' } },
  { line: 4, value: { id: 'c' } },
];

/** The bytes in pieces so small that lines and characters are cut. */
async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += 3) yield await Promise.resolve(bytes.subarray(start, start + 3));
}

async function streamed(bytes: Buffer): Promise<unknown[]> {
  const lines = [];
  for await (const line of streamTraces('traces', pieces(bytes))) lines.push(line);
  return lines;
}

test.each([
  ['plain', Buffer.from(TEXT)],
  ['gzip', gzipSync(TEXT)],
])('%s traces are told by their bytes, and read the same from memory and from a stream', async (_, bytes) => {
  expect([...parseTraces('traces', bytes)]).toEqual(LINES);
  expect(await streamed(bytes)).toEqual(LINES);
});

test('an empty file has no traces', async () => {
  expect([...parseTraces('traces', Buffer.alloc(0))]).toEqual([]);
  expect(await streamed(Buffer.alloc(0))).toEqual([]);
});

test('a line that is not JSON is named by file and line', async () => {
  const broken = Buffer.from('{"id":"a"}\n{"id":');
  expect(() => [...parseTraces('hpa.ndjson', broken)]).toThrow(/^hpa\.ndjson:2\n {2}is not JSON: /);
  await expect(streamed(broken)).rejects.toThrow(/^traces:2\n {2}is not JSON: /);
});

test('gzip that breaks off is named as such', async () => {
  const broken = gzipSync(TEXT).subarray(0, 30);
  expect(() => [...parseTraces('hpa.ndjson.gz', broken)]).toThrow(/^hpa\.ndjson\.gz\n {2}is broken gzip: /);
  await expect(streamed(broken)).rejects.toThrow(/^traces\n {2}is broken gzip: /);
});
