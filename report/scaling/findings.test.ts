import fc from 'fast-check';
import type { Finding } from '../../scaling/lint';
import { groupFindings, placesText } from './findings';
import { renderLintText } from './lint';

function finding(rule: string, message: string, line = 1): Finding {
  const severity = 'warning';
  const docs = `docs/lint.md#${rule}`;
  return {
    rule,
    severity,
    object: `HPA web-${line}`,
    namespace: null,
    file: 'a.yaml',
    line,
    path: 'spec',
    message,
    fix: 'Do.',
    docs,
  };
}

function lines(count: number, of: (line: number) => Finding): Finding[] {
  return Array.from({ length: count }, (_, index) => of(index + 1));
}

test('115 equal findings are one line with a count and the first places', () => {
  const [group, ...others] = groupFindings(lines(115, (line) => finding('max-unset', 'is not bounded', line)));
  expect(others).toEqual([]);
  expect(placesText(group!)).toBe('a.yaml:1 (HPA web-1), a.yaml:2 (HPA web-2), a.yaml:3 (HPA web-3) and 112 more');
});

test('two equal findings, and a few of a rule that say different things, stay as they are', () => {
  expect(groupFindings(lines(2, (line) => finding('max-unset', 'is not bounded', line)))).toHaveLength(2);
  expect(groupFindings(lines(9, (line) => finding('quota', `needs ${line}`, line)))).toHaveLength(9);
});

test('many of a rule that say different things are one, with the first three in words', () => {
  const groups = groupFindings(lines(10, (line) => finding('quota', `needs ${line}`, line)));
  expect(groups.map(placesText)).toEqual([
    'a.yaml:1 (HPA web-1: needs 1), a.yaml:2 (HPA web-2: needs 2), a.yaml:3 (HPA web-3: needs 3) and 7 more',
  ]);
});

test('every finding is in exactly one group', () => {
  const some = fc.array(fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('x', 'y', 'z')), { maxLength: 60 });
  fc.assert(
    fc.property(some, (pairs) => {
      const all = pairs.map(([rule, message], index) => finding(rule, message, index + 1));
      const shown = groupFindings(all).flatMap(({ findings }) => findings);
      expect([...shown].sort((one, other) => one.line - other.line)).toEqual(all);
    }),
  );
});

test('the terminal names the rule once, says how often, and counts all of them at the end', () => {
  const findings = lines(115, (line) => finding('max-unset', 'is not bounded', line));
  const text = renderLintText({
    findings,
    suppressed: [],
    refused: [],
    notJudged: [],
    kubernetesVersion: '1.37',
    kserveMode: undefined,
  });
  expect(text).toMatch(
    /^warning {2}115 times {2}max-unset\n {2}is not bounded\.\n {2}At a\.yaml:1 \(HPA web-1\), .* and 112 more \(--format json lists all\)\.\n/,
  );
  expect(text).toContain('0 errors, 115 warnings, 0 notes.');
  expect(text.split('\n').length).toBeLessThan(10);
});
