import { edited, exampleText, manifestsOf } from '../manifests/testing/texts';
import { baselineOf, parseBaseline, withoutKnown } from './baseline';
import { lint } from './lint';

const RISKY = edited('web-app', ['maxReplicas: 5', 'maxReplicas: 2']);

test('what is in the baseline is suppressed with that as the reason; what is new stays', () => {
  const baseline = baselineOf(lint(manifestsOf(RISKY)));
  expect(baseline.findings.map(({ rule }) => rule)).toContain('min-equals-max');
  const again = withoutKnown(lint(manifestsOf(RISKY)), baseline);
  expect(again.findings).toEqual([]);
  expect(again.suppressed.map(({ reason }) => reason)).toContain('is in the baseline');
  const worse = withoutKnown(lint(manifestsOf(RISKY.replace('maxReplicas: 2', 'maxReplicas: 1'))), baseline);
  expect(worse.findings.map(({ rule }) => rule)).toContain('min-above-max');
});

test('a finding that moved to another line is still known', () => {
  const baseline = baselineOf(lint(manifestsOf(RISKY)));
  expect(withoutKnown(lint(manifestsOf(`# a comment\n${RISKY}`)), baseline).findings).toEqual([]);
});

test('what was not read is accepted by name', () => {
  const text = 'apiVersion: example.org/v1\nkind: Cache\nmetadata: {name: hot}\nspec: {replicas: 2}\n';
  const baseline = baselineOf(lint(manifestsOf(text)));
  expect(withoutKnown(lint(manifestsOf(text)), baseline).notJudged).toEqual([]);
  expect(withoutKnown(lint(manifestsOf(text.replace('hot', 'cold'))), baseline).notJudged).toHaveLength(1);
});

test('another document is no baseline, and the error says how to write one', () => {
  expect(() => parseBaseline('a.json', { findings: [] })).toThrow(/a\.json\n {2}is no baseline: .*\n {2}Write one/);
  const baseline = baselineOf(lint(manifestsOf(exampleText('keda'))));
  expect(parseBaseline('a.json', JSON.parse(JSON.stringify(baseline)))).toEqual(baseline);
});
