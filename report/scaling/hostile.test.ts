import fc from 'fast-check';
import { diffManifests, judge, parseGate, type Predictions } from '../../scaling/diff';
import { lint, type Finding } from '../../scaling/lint';
import { FUZZ_RUNS, FUZZ_TIMEOUT_MS } from '../../scaling/manifests/testing/mutants';
import type { NotJudged } from '../../scaling/manifests';
import { manifestsOf } from '../../scaling/manifests/testing/texts';
import type { TuneReport } from '../../scaling/tune';
import { hostileRun } from '../fixtures/hostile';
import { renderHtml, renderMarkdown, renderTerminal } from '..';
import { renderDiffHtml, renderDiffMarkdown, renderDiffTerminal } from './diff';
import { exampleProfile } from '../fixtures/profile';
import { groupFindings } from './findings';
import { renderLintJson, renderLintText } from './lint';
import { renderProfile } from './profile';
import { renderSarif } from './sarif';
import { renderTuneMarkdown, renderTuneTerminal } from './tune';

/** Texts that an attacker could put into a name, a label or an annotation. */
const ATTACKS = [
  '  \r\n::error title=owned::text',
  'https://evil.example/x',
  'www.evil.example',
  'ftp://evil.example',
  '@octocat',
  '@org/team',
  '#123',
  'GH-123',
  'org/repository#1',
  'mail@evil.example',
  '\u202egnp.exe',
  '\u2066hidden\u2069',
  '\u001b[31mred\u001b[0m',
  '\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007',
  '\u009b2J',
  '\r\n::error title=owned::text',
  '\n::set-output name=a::b',
  '##[error]owned',
  'a\rb',
  '\u2028second line',
  '`code` ```',
  '\n```\n# heading\n',
  '| cell | another |',
  '<img src=x onerror=alert(1)>',
  '</details></summary><script>alert(1)</script>',
  '--> <!-- ml-scaling-lab diff -->',
  '"]\nclick A "https://evil.example"',
  '%%{init: {"securityLevel": "loose"}}%%',
  '[text](https://evil.example)',
  '![image](//evil.example/x.png)',
  '**bold** _it_ ~~gone~~ $\\color{red}x$ :smile:',
  "'\" onmouseover=alert(1) x='",
  '&lt;b&gt; &#60;',
  'javascript:alert(1)',
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...ATTACKS), fc.constantFrom(' ', 'api', '-', '->', ' → ')), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.join(''));

/** Every attack by itself, and mixtures of them. */
const RUNS = { examples: ATTACKS.map((attack): [string] => [attack]), numRuns: ATTACKS.length + FUZZ_RUNS };
jest.setTimeout(FUZZ_TIMEOUT_MS);
// eslint-disable-next-line no-control-regex -- these are what must not come out
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** The output has no commands for a terminal or for GitHub's runner. */
function expectInertTerminal(text: string): void {
  expect(text).not.toMatch(CONTROL);
  expect(text).not.toMatch(/^\s*::[a-z]/im);
  expect(text).not.toMatch(/##\[/);
}

/** Text to which GitHub would give a meaning, outside code and the markup of this program. */
function expectInertMarkdown(text: string): void {
  expectInertTerminal(text);
  const withoutCode = text
    .replace(/^<!-- ml-scaling-lab diff -->\n/, '')
    .replace(/^(`{3,})(mermaid|diff|text)\n[\s\S]*?\n\1$/gm, '');
  expect(withoutCode.match(/<details>/g)?.length).toBe(withoutCode.match(/<\/details>/g)?.length);
  const prose = withoutCode.replace(/<\/?(details|summary)>/g, '').replaceAll('`--format json`', '');
  expect(prose).not.toMatch(/[<`]/);
  expect(prose).not.toMatch(/:\/\/|\bwww\.|\]\(|!\[/i);
  // GitHub decodes entities before it looks for mentions and references, so these must be broken even then.
  const read = prose.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
  expect(read).not.toMatch(/@[a-z]|#\d|\bGH-\d/i);
  // Every row of a table has as many cells as its head.
  const lines = prose.split('\n');
  lines.forEach((line, index) => {
    if (line.startsWith('|') && lines[index - 1]?.startsWith('|') === true)
      expect(line.split('|').length).toBe(lines[index - 1]?.split('|').length);
  });
  // Headings are those of this program.
  for (const heading of prose.match(/^#.*$/gm) ?? []) expect(heading).toMatch(/^### /);
}

/** Charts hold numbers and words of this program, nothing else. */
function expectInertMermaid(text: string): void {
  for (const [, chart = ''] of text.matchAll(/```mermaid\n([\s\S]*?)\n```/g))
    for (const line of chart.split('\n'))
      expect(line).toMatch(
        /^(%%\{init: \{"themeVariables": \{"xyChart": \{"plotColorPalette": "[#0-9a-f, ]+"\}\}\}\}%%|xychart-beta| {2}(x-axis|y-axis) "(seconds|pods)" \d+ --> \d+| {2}line \[[\d., ]+\])$/,
      );
}

function expectInertHtml(text: string, ordinary: Readonly<Record<string, number>>): void {
  expectInertTerminal(text);
  expect(elementsOf(text)).toEqual(ordinary);
}

/** How often each element begins, with the names of its attributes. */
function elementsOf(text: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [, tag = '', attributes = ''] of text.matchAll(/<([a-z][a-z0-9]*)((?:"[^"]*"|[^">])*)>/gi)) {
    const element = `${tag} ${attributes.replace(/"[^"]*"/g, '').replace(/\s+/g, ' ')}`;
    counts[element] = (counts[element] ?? 0) + 1;
  }
  return counts;
}

/** Every string that a viewer shows as text. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

const manifest = (text: string, maxReplicas: number): string =>
  [
    { apiVersion: 'apps/v1', kind: 'Deployment', name: text, spec: { template: { spec: { containers: [{ name: text }] } } } },
    {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      name: text,
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: text },
        minReplicas: 9,
        maxReplicas,
        behavior: {},
        metrics: [{ type: 'Pods', pods: { metric: { name: text }, target: { type: 'AverageValue', averageValue: '5' } } }],
      },
    },
  ]
    .map(({ name, spec, ...head }) =>
      JSON.stringify({
        ...head,
        metadata: { name, labels: { app: text }, annotations: { 'ml-scaling-lab/lint-ignore': `${text}: ${text}` } },
        spec,
      }),
    )
    .join('\n---\n');

function diffOf(text: string): ReturnType<typeof diffManifests> {
  const estimate = { value: 2, low: 1, high: 3 };
  const curve = { median: [1, 2], low: [1, 2], high: [1, 2] };
  const predictions: Predictions = {
    serviceTimes: 'assumed',
    assumptions: [text],
    rows: ['p95Ms', 'errorRate', text].map((metric) => ({
      pods: text,
      scenario: text,
      metric,
      runs: 10,
      limitMs: null,
      base: estimate,
      head: { value: 9, low: 8, high: 10 },
      change: { ...estimate, runs: { low: 1, high: 3 }, margin: 0.5, isClear: true, verdict: 'changed' as const },
    })),
    timeSeries: [
      {
        pods: text,
        scenario: text,
        stepSeconds: 10,
        offeredRps: [1, 2],
        replicas: { base: curve, head: curve },
        p95Ms: { base: curve, head: curve },
      },
    ],
    alike: [{ pods: text, others: [text] }],
    matters: [
      {
        pods: text,
        podsFromRps: 1,
        usersFromRps: 2,
        triedRps: 3,
        isUpToCapacity: false,
        at: { metric: text, limitMs: null, base: 1, head: 2 },
      },
    ],
    unpredicted: [{ pods: text, reason: text }],
  };
  const side = (name: string, maxReplicas: number) => {
    const manifests = manifestsOf(manifest(text, maxReplicas));
    return {
      name,
      manifests: { ...manifests, notJudged: [notJudgedOf(text), { ...notJudgedOf(`${text}${name}`), content: name }] },
    };
  };
  return judge(diffManifests(side(text, 20), side(text, 9), { predictions }), [parseGate('p95>+10%'), parseGate('cost>+30%')]);
}

function tuneOf(text: string): TuneReport {
  const point = (value: string): TuneReport['current'] => ({
    settings: [value, text],
    isCurrent: value === '6',
    isPareto: true,
    meetsSlo: true,
    costUsd: Number(value),
    podHours: 1,
    peakReplicas: 1,
    p95Ms: 100,
    worstP95Ms: 120,
    sloMissRate: 0,
    failureRate: 0,
    runs: 3,
    met: 3,
  });
  return {
    schema: 'lab.tune/v1',
    outcome: 'found',
    pods: text,
    scaler: text,
    slo: { p95Ms: 250, errorRate: 0.01 },
    knobs: ['min', text],
    seeds: 3,
    current: point('6'),
    chosen: point('2'),
    nearest: null,
    floor: null,
    validation: { seeds: 5, current: point('6'), chosen: point('2'), rejected: 0 },
    points: [point('2'), point('6')],
    patch: { file: text, manifest: text, diff: `--- a/x\n+++ b/x\n ${text.replaceAll('\n', '\n ')}\n` },
    assumptions: [text],
  };
}

/** Something that was not read, in words of a manifest that are all hostile. */
function notJudgedOf(text: string): NotJudged {
  const words = { file: text, path: text, object: text, namespace: text, field: text, message: text, fix: text, content: text };
  return { reason: 'kind-unknown', line: 1, values: { [text]: text }, ...words };
}

/** A finding in which every word of a manifest is hostile. */
function findingOf(text: string): Finding {
  const words = { object: text, file: text, path: text, message: text, fix: text };
  return { rule: 'min-equals-max', severity: 'error', namespace: text, line: 1, docs: 'docs/lint.md#min-equals-max', ...words };
}

test('texts of manifests do nothing to a terminal or to a log of GitHub', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const found = lint(manifestsOf(manifest(text, 9)));
      const report = {
        findings: [findingOf(text), ...found.findings],
        suppressed: [{ finding: findingOf(text), reason: text }],
        refused: [],
        kubernetesVersion: '1.37',
        kserveMode: undefined,
        notJudged: [notJudgedOf(text)],
      };
      expectInertTerminal(renderDiffTerminal(diffOf(text)));
      expectInertTerminal(renderTuneTerminal(tuneOf(text)));
      expectInertTerminal(renderProfile(exampleProfile(text, text)));
      const said = renderLintText(report);
      expectInertTerminal(said);
      // Four lines a finding, or a group of them; one more where a group has one message. Three for what was not read, one each for
      // the counts and for the version.
      const lines = groupFindings(report.findings).map(({ findings, isOneMessage }) =>
        findings.length > 1 && isOneMessage ? 5 : 4,
      );
      expect(said.split('\n')).toHaveLength(lines.reduce((sum, each) => sum + each, 0) + 6);
    }),
    RUNS,
  );
});

test('in Markdown it is neither a link, a mention, markup, HTML, a chart nor another row', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      for (const page of [renderDiffMarkdown(diffOf(text)), renderTuneMarkdown(tuneOf(text))]) {
        expectInertMarkdown(page);
        expectInertMermaid(page);
      }
    }),
    RUNS,
  );
});

test('in HTML it makes no element and no attribute', () => {
  const ordinary = elementsOf(renderDiffHtml(diffOf('api')));
  fc.assert(
    fc.property(hostile, (text) => expectInertHtml(renderDiffHtml(diffOf(`api${text}`)), ordinary)),
    { examples: [[ATTACKS.join('')]], numRuns: Math.ceil(FUZZ_RUNS / 5) },
  );
});

test('in SARIF a message is text alone, and JSON holds what was written, escaped', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const report = {
        findings: [findingOf(text)],
        suppressed: [{ finding: findingOf(text), reason: text }],
        refused: [],
        kubernetesVersion: '1.37',
        kserveMode: undefined,
        notJudged: [notJudgedOf(text)],
      };
      const sarif = renderSarif(report, '1');
      expectInertTerminal(sarif);
      const { results } = (JSON.parse(sarif) as { runs: [{ results: Record<string, unknown>[] }] }).runs[0];
      for (const { message, suppressions, locations } of results) {
        for (const shown of textsIn([message, suppressions])) expect(shown).not.toMatch(/:\/\/|\bwww\.|@\w|#\w|\]\(/);
        for (const shown of textsIn([message, suppressions, locations])) expect(shown).not.toMatch(CONTROL);
      }
      const json = renderLintJson(report);
      expectInertTerminal(json);
      expect(JSON.parse(json)).toMatchObject({ findings: [{ object: text, message: text }] });
    }),
    RUNS,
  );
});

test('a page with charts has no characters that change how it reads', () => {
  expectInertTerminal(renderHtml(hostileRun(ATTACKS.join(' '))));
});

test('the report of a run is just as safe from texts of programs under test', () => {
  for (const text of ATTACKS) {
    const run = hostileRun(text);
    expectInertTerminal(renderTerminal(run, { color: false, width: 80 }));
    const prose = renderMarkdown(run)
      .replace(/^(`{3,})(mermaid|text)\n[\s\S]*?\n\1$/gm, '')
      .replace(/(`+)[^`\n](?:[^\n]*?[^`\n])?\1(?!`)/g, '')
      .replace(/<\/?(details|summary|b)>|<br>/g, '');
    expect(prose).not.toMatch(/[<]|:\/\/|\bwww\.|\]\(|!\[/i);
    expectInertTerminal(prose);
  }
});
