import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPath } from './read-path';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'manifests-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test('a folder is read with the folders below it, in the order of paths, manifests only', () => {
  mkdirSync(join(folder, 'b'));
  mkdirSync(join(folder, 'node_modules'));
  for (const file of ['b/two.yml', 'a.yaml', 'c.json', 'notes.txt', 'node_modules/x.yaml'])
    writeFileSync(join(folder, file), file);
  expect(readPath(folder).map(({ text }) => text)).toEqual(['a.yaml', 'b/two.yml', 'c.json']);
});

test('a file is read whatever it is called', () => {
  writeFileSync(join(folder, 'rendered'), 'kind: A');
  expect(readPath(join(folder, 'rendered'))).toEqual([{ file: join(folder, 'rendered'), text: 'kind: A' }]);
});

test('a path that does not exist, or holds nothing, is named', () => {
  expect(() => readPath(join(folder, 'gone'))).toThrow(/gone\n {2}does not exist/);
  expect(() => readPath(folder)).toThrow(/holds no YAML or JSON file/);
});
