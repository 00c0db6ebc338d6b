import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPO } from '../../cli/paths';

const WORKFLOWS = '.github/workflows';
const files = [
  'action.yml',
  'docs/examples/scaling-diff.yml',
  ...readdirSync(join(REPO, WORKFLOWS)).map((file) => join(WORKFLOWS, file)),
];

test.each(files)('%s names actions of others by commit, with the version beside it', (file) => {
  const used = [...readFileSync(join(REPO, file), 'utf8').matchAll(/^\s*(?:- )?uses: (\S+)(.*)$/gm)];
  const loose = used.filter(([, action = '', comment = '']) => {
    const isOwn = /ml-scaling-lab@v\d+$/.test(action) || action.startsWith('./');
    return !isOwn && !(/@[0-9a-f]{40}$/.test(action) && /^ # v\d+\.\d+\.\d+$/.test(comment));
  });
  expect(used.length).toBeGreaterThan(0);
  expect(loose.map(([line]) => line.trim())).toEqual([]);
});
