import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { readLab } from '../../contract';
import { synthLab } from '../../charts-src';
import { serviceName, type Answers } from './files';
import { initLab } from './init';
import { answersOf, questionsOf } from './questions';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));
const empty = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-init-'));
  folders.push(folder);
  return folder;
};

const ANSWERS: Answers = { name: 'shop', command: 'node server.js "a b"', path: '/predict?x=1', manifests: 'deploy/' };
const workflowIn = (folder: string) => readFileSync(join(folder, '.github/workflows/scaling-diff.yml'), 'utf8');

test('the lab that it writes can be read and rendered, and its schema is where the first line says', () => {
  const folder = empty();
  expect(initLab(folder, ANSWERS)).toHaveLength(3);
  const loaded = readLab({ root: folder, file: join(folder, 'lab.yaml'), profile: 'default' });
  expect(loaded.lab.own['shop']).toMatchObject({
    command: ['node', 'server.js', 'a b'],
    request: { method: 'POST', path: '/predict?x=1' },
  });
  const images = { benchmarks: 'ml-scaling-lab/benchmarks:0' };
  const kinds = synthLab({ ...loaded, images, engine: 'local' }).flatMap(({ objects }) => objects.map(({ kind }) => kind));
  expect(kinds).toEqual(expect.arrayContaining(['Deployment', 'HorizontalPodAutoscaler', 'Job']));
  const [, schema = ''] = /\$schema=(.+)/.exec(readFileSync(join(folder, 'lab.yaml'), 'utf8')) ?? [];
  expect(existsSync(resolve(dirname(join(folder, 'lab.yaml')), schema))).toBe(true);
});

test('the workflow compares the folder of manifests, or renders the chart that is there', () => {
  const plainFolder = empty();
  initLab(plainFolder, ANSWERS);
  const written = parse(workflowIn(plainFolder)) as { on: { pull_request: { paths: string[] } } };
  expect(written.on.pull_request.paths).toEqual(['deploy/**']);
  expect(workflowIn(plainFolder)).toContain('path: "deploy"');
  expect(workflowIn(plainFolder)).not.toContain('helm');

  const chart = empty();
  mkdirSync(join(chart, 'my chart'));
  writeFileSync(join(chart, 'my chart', 'Chart.yaml'), '');
  initLab(chart, { ...ANSWERS, manifests: 'my chart' });
  const source = JSON.stringify(parse(workflowIn(chart)));
  expect(source).toContain(`helm template shop 'my chart'`);
});

test('nothing that is there is written over', () => {
  const folder = empty();
  writeFileSync(join(folder, 'request.json'), 'mine');
  expect(() => initLab(folder, ANSWERS)).toThrow(/request.json\n +is there already/);
  expect(readFileSync(join(folder, 'request.json'), 'utf8')).toBe('mine');
  expect(existsSync(join(folder, 'lab.yaml'))).toBe(false);
});

test.each([
  [{ name: 'Shop' }, /load\/Shop\n +is no name for it: it must look like/],
  [{ name: 'redis' }, /name of an object of the lab/],
  [{ command: "it's" }, /quote without an end/],
  [{ path: 'predict' }, /must begin with \//],
])('%j is refused before anything is written', (answer, problem) => {
  const folder = empty();
  expect(() => initLab(folder, { ...ANSWERS, ...answer })).toThrow(problem);
  expect(existsSync(join(folder, 'lab.yaml'))).toBe(false);
});

test('flags answer first, a person next, the usual answer last', async () => {
  const asked: string[] = [];
  const ask = (question: string): Promise<string> => {
    asked.push(question);
    return Promise.resolve(question.startsWith('What starts') ? 'node server.js' : '');
  };
  const answers = await answersOf({ path: '/predict' }, questionsOf('shop'), ask);
  expect(answers).toEqual({ name: 'shop', command: 'node server.js', path: '/predict', manifests: 'deploy' });
  expect(asked).toHaveLength(3);
});

test('where nobody can be asked, what has no usual answer is missed by its flag', async () => {
  await expect(answersOf({}, questionsOf('shop'), undefined)).rejects.toThrow(/--command\n +is missing/);
});

test.each([
  ['My Service', 'my-service'],
  ['3d_models-', 'd-models'],
  ['___', 'service'],
])('a folder %s names the service %s', (folder, name) => expect(serviceName(folder)).toBe(name));
