import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resultSchema, type BenchmarkResult } from '../../contract/result';
import { UserError } from '../../contract/user-error';
import { readSettings } from '../input';
import { fakePredict } from '../testing/fake-predict';
import { jobInput, runOnLoopback } from '../testing/job';
import { fileWriter, serialize } from './file';

const folder = mkdtempSync(join(tmpdir(), 'result-'));
afterAll(() => rmSync(folder, { recursive: true }));

let result: BenchmarkResult;
beforeAll(async () => {
  const server = await fakePredict();
  const benchmark = { kind: 'accuracy', target: 'fastapi' };
  result = await runOnLoopback(jobInput('accuracy/fastapi', benchmark, { fastapi: server }));
  await server.stop();
});

test('a result is written whole, into a folder that need not exist, and nothing else stays', async () => {
  const path = join(folder, 'a', 'b', 'result.json');
  await fileWriter(path).write(result);
  expect(resultSchema.parse(JSON.parse(readFileSync(path, 'utf8')))).toEqual(result);
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['result.json']);
});

test('a path that cannot be written is named, and no half result stays', async () => {
  writeFileSync(join(folder, 'file'), '');
  await expect(fileWriter(join(folder, 'file', 'result.json')).write(result)).rejects.toThrow(UserError);
  expect(readdirSync(folder)).not.toContain('result.json');
});

test('a number that is not finite or a document too large for a ConfigMap is refused', () => {
  expect(() => serialize({ ...result, metrics: { p95Ms: Number.POSITIVE_INFINITY } })).toThrow();
  expect(() => serialize({ ...result, howMade: ['x'.repeat(1024 * 1024)] })).toThrow(/more than 1048576/);
});

describe('the input', () => {
  const settings = (content: unknown, engine: string | undefined = 'local') => {
    const path = join(folder, 'input.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return readSettings({ LAB_JOB_INPUT: path, LAB_JOB_RESULT: '/r.json', ...(engine === '' ? {} : { LAB_ENGINE: engine }) });
  };
  const good = jobInput('load/fastapi', { kind: 'accuracy', target: 'fastapi' }, {});

  test('is read from where the environment says', () => {
    expect(settings(good)).toEqual({ input: good, resultPath: '/r.json', engine: 'local' });
  });

  test.each([
    ['not JSON', '{', /input\.json\n {2}is not a benchmark's input/],
    ['of the wrong shape', { ...good, benchmark: { kind: 'load', target: 1 } }, /input\.json\n[\s\S]*benchmark\.target/],
  ])('that is %s is named with what is wrong', (_, content, message) => {
    expect(() => settings(content)).toThrow(UserError);
    expect(() => settings(content)).toThrow(message);
  });

  test('without a known engine lists those there are', () => {
    expect(() => settings(good, 'docker')).toThrow(/LAB_ENGINE\n {2}is "docker"\n {2}Set it to one of local, kind/);
    expect(() => settings(good, '')).toThrow(/is not set/);
  });
});
