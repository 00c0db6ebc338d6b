import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentKey, programKey } from './key';
import { PROGRAMS, type Program } from './programs';

const MODULES = join(__dirname, 'modules');
const named = (name: string): Program => PROGRAMS.find((program) => program.name === name)!;

const scratch = mkdtempSync(join(tmpdir(), 'lab-key-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function copyOfModules(): string {
  const folder = join(mkdtempSync(join(scratch, 'copy-')), 'modules');
  cpSync(MODULES, folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
  return folder;
}

test('a key depends on where one input ends and the next begins', () => {
  expect(contentKey(['ab', 'c'])).not.toBe(contentKey(['a', 'bc']));
  expect(contentKey(['a', ''])).not.toBe(contentKey(['a']));
});

test('every program of the plan has a wrapper module with locked versions, and a key of its own', () => {
  const keys = PROGRAMS.map((program) => programKey(program, MODULES, 'linux/amd64'));
  expect(new Set(keys).size).toBe(PROGRAMS.length);
});

test('a key does not depend on where the checkout is', () => {
  expect(programKey(named('kube'), copyOfModules(), 'linux/amd64')).toBe(programKey(named('kube'), MODULES, 'linux/amd64'));
});

test('changing one program of a module leaves its neighbours cached', () => {
  const modules = copyOfModules();
  appendFileSync(join(modules, 'kubernetes', 'pause', 'main.go'), '// changed\n');
  expect(programKey(named('pause'), modules, 'linux/amd64')).not.toBe(programKey(named('pause'), MODULES, 'linux/amd64'));
  expect(programKey(named('kube'), modules, 'linux/amd64')).toBe(programKey(named('kube'), MODULES, 'linux/amd64'));
});

test('a new lock, version or target builds a program again', () => {
  const modules = copyOfModules();
  appendFileSync(join(modules, 'kind', 'go.sum'), '\n');
  const kind = named('kind');
  const keys = [
    programKey(kind, MODULES, 'linux/amd64'),
    programKey(kind, modules, 'linux/amd64'),
    programKey(kind, MODULES, 'linux/arm64'),
    programKey({ ...kind, variables: { 'main.version': 'v1' } }, MODULES, 'linux/amd64'),
  ];
  expect(new Set(keys).size).toBe(4);
});
