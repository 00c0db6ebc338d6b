import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lint, RULES } from '../../scaling/lint';
import { edited, manifestsOf } from '../../scaling/manifests/testing/texts';
import { renderLintJson, renderLintText } from './lint';
import { renderSarif } from './sarif';

const report = lint(
  manifestsOf(
    edited(
      'web-app',
      ['minReplicas: 2', 'minReplicas: 5'],
      ['minAvailable: 1', 'minAvailable: 5'],
      [
        'kind: PodDisruptionBudget\nmetadata:',
        'kind: PodDisruptionBudget\nmetadata:\n  annotations: {ml-scaling-lab/lint-ignore: "pdb-blocks-drain: drained by hand"}',
      ],
    ),
  ),
);

test('text names file, line, object, what is wrong, what to do, and counts at the end', () => {
  const text = renderLintText(report);
  expect(text).toMatch(/^file-1\.yaml:\d+ {2}warning {2}HPA shop-storefront {2}spec\.maxReplicas\n {2}is 5, as is the minimum/);
  expect(text).toMatch(/0 errors, 1 warning, 0 notes; 1 suppressed with a reason\.\nFor Kubernetes 1\.37 /);
});

test('JSON has the findings, and the suppressed ones with their reason', () => {
  expect(JSON.parse(renderLintJson(report))).toMatchObject({
    schema: 'lab.lint/v1',
    findings: [{ rule: 'min-equals-max', severity: 'warning', namespace: null }],
    suppressed: [{ rule: 'pdb-blocks-drain', reason: 'drained by hand' }],
  });
});

test('SARIF lists every rule, points results at them, and marks suppressions', () => {
  const sarif = JSON.parse(renderSarif(report, '1.2.3')) as {
    version: string;
    runs: [
      { tool: { driver: { rules: { id: string }[] } }; results: { ruleId: string; ruleIndex: number; suppressions?: unknown }[] },
    ];
  };
  const [{ tool, results }] = sarif.runs;
  expect(sarif.version).toBe('2.1.0');
  expect(tool.driver.rules.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
  for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
  expect(results.map(({ suppressions }) => suppressions)).toEqual([
    undefined,
    [{ kind: 'inSource', justification: 'drained by hand' }],
  ]);
  expect(results[0]).toMatchObject({
    level: 'warning',
    locations: [{ physicalLocation: { artifactLocation: { uri: 'file-1.yaml' }, region: { startLine: 104 } } }],
  });
});

describe('docs/lint.md', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'lint.md'), 'utf8');
  const sections = new Map(
    page
      .split(/^### /m)
      .slice(1)
      .map((section) => [section.slice(0, section.indexOf('\n')), section]),
  );

  test('has one section for every rule and none for others', () => {
    expect([...sections.keys()].sort()).toEqual(RULES.map(({ id }) => id).sort());
  });

  test.each(RULES)('explains $id as the rule does', ({ id, severity, title, why, fix, source }) => {
    for (const part of [`**${severity}**`, title, why, fix, source]) expect(sections.get(id)).toContain(part);
  });
});
