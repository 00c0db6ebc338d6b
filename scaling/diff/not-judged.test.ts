import { manifestsOf } from '../manifests/testing/texts';
import { diffManifests } from './diff';
import { judge, parseGate } from './gates';

const CACHE = 'apiVersion: example.org/v1\nkind: Cache\nmetadata: {name: hot}\nspec: {replicas: 2}\n';
const WEB = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 2}\n';

function diffOf(base: string, head: string): ReturnType<typeof diffManifests> {
  return diffManifests({ name: 'base', manifests: manifestsOf(base) }, { name: 'head', manifests: manifestsOf(head) });
}

test('a changed object that nothing reads is a change, and no gate passes on it, allowed or not', () => {
  const report = diffOf(CACHE, CACHE.replace('replicas: 2', 'replicas: 200'));
  expect(report.isChanged).toBe(true);
  expect(report.notJudged).toMatchObject([
    {
      reason: 'kind-unknown',
      object: 'Cache hot',
      change: 'changed',
      values: [{ path: 'spec.replicas', base: '2', head: '200' }],
    },
  ]);
  for (const expression of ['lint', 'pods>+50%', 'cost>+1000%'])
    expect(judge(report, [parseGate(expression)], 'allow').gates).toMatchObject([
      { pass: false, verdict: 'unknown', message: 'Cache hot changed and could not be judged' },
    ]);
});

test('a gate that fails on what is read still fails', () => {
  const report = diffOf(CACHE + '---\n' + WEB, (CACHE + '---\n' + WEB).replaceAll('replicas: 2', 'replicas: 9'));
  expect(judge(report, [parseGate('pods>+50%')]).gates).toMatchObject([{ pass: false, verdict: 'fail' }]);
});

test.each([
  ['', CACHE, 'added'],
  [CACHE, '', 'removed'],
])('an unread object on one side only is named', (base, head, change) => {
  expect(diffOf(base, head).notJudged).toMatchObject([{ object: 'Cache hot', change }]);
});

test('an unread object that stays as it is does not concern a reviewer', () => {
  const report = diffOf(CACHE + '---\n' + WEB, CACHE + '---\n' + WEB.replace('replicas: 2', 'replicas: 3'));
  expect(report.notJudged).toEqual([]);
  expect(judge(report, [parseGate('pods>+50%')]).gates).toMatchObject([{ pass: true, verdict: 'pass' }]);
});
