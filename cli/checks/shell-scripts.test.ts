import { REPO } from '../paths';
import { shellScripts } from './shell-scripts';

test('every script that a shell runs is checked, with or without a suffix', () => {
  const found = shellScripts(REPO);
  expect(found).toEqual(expect.arrayContaining(['.ci/run', 'cli/action/compare.sh', 'lab']));
  expect(found.filter((file) => /\.(ts|py|md)$/.test(file))).toEqual([]);
});
