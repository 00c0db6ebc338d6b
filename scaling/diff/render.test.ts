import { edited, exampleText, manifestsOf } from '../manifests/example-texts';
import { diffManifests, type DiffOptions } from './diff';
import { judge, parseGate } from './gates';
import { COMMENT_MARK, renderDiffMarkdown } from './render-markdown';
import { renderDiffTerminal } from './render-terminal';

const WEB = exampleText('web-app');
const RISKY = edited('web-app', ['maxReplicas: 5', 'maxReplicas: 20\n  behavior: {}'], ['minAvailable: 1', 'minAvailable: 2']);

function report(base: string, head: string, options?: DiffOptions): ReturnType<typeof diffManifests> {
  return diffManifests({ name: 'main', manifests: manifestsOf(base) }, { name: 'HEAD', manifests: manifestsOf(head) }, options);
}

test('no change is one line', () => {
  expect(renderDiffTerminal(report(WEB, WEB))).toBe('No change in scaling between main and HEAD.\n');
  expect(renderDiffMarkdown(report(WEB, WEB))).toBe(`${COMMENT_MARK}\n**Scaling:** no change.\n`);
});

test('the terminal says changes, expectations, full load, traps and assumptions', () => {
  const text = renderDiffTerminal(report(WEB, RISKY));
  expect(text).toMatch(/^2 objects change in scaling; at full load 5 -> 20 pods, \$0\.04 -> \$0\.18 per hour; 2 new traps\.\n/);
  for (const title of ['Changes', 'What to expect', 'At full load', 'New traps', 'Assumptions'])
    expect(text).toContain(`\n${title}\n`);
});

test('Markdown says what to expect before anything else, and folds the details', () => {
  const text = renderDiffMarkdown(report(WEB, RISKY));
  const at = (part: string): number => text.indexOf(part);
  expect(at('What to expect')).toBeGreaterThan(0);
  expect(at('What to expect')).toBeLessThan(at('Watch out'));
  expect(at('What changes')).toBeLessThan(at('<details>'));
  expect(text).toContain('- At full load Deployment shop-storefront can run 20 pods ($0.18 per hour), before it was 5 pods');
  expect(text).toContain('| price per hour | $0.04 | $0.18 | +$0.13 (+300 %) |');
  expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)!.length);
});

test('names and values from manifests cannot become markup or mentions', () => {
  const name = "'a|b <img src=x> @team [x](http://e) **x**'";
  const text = renderDiffMarkdown(report('', WEB.replaceAll('name: shop-storefront', `name: ${name}`)));
  expect(text).not.toMatch(/<img|@team|\[x\]\(/);
});

test('a large change stays below what GitHub takes for a comment', () => {
  const many = Array.from({ length: 400 }, (_, index) => WEB.replaceAll('shop-storefront', `shop-${index}`)).join('');
  expect(renderDiffMarkdown(report('', many)).length).toBeLessThan(65_536);
});

test('predictions are shown with their bands, gates with their verdict', () => {
  const band = (value: number): { value: number; low: number; high: number } => ({ value, low: value - 1, high: value + 1 });
  const predictions = {
    serviceTimes: 'assumed',
    assumptions: ['every request takes 50 ms'],
    courses: [],
    unpredicted: [],
    rows: [
      {
        pods: 'Deployment shop-storefront',
        scenario: 'step',
        metric: 'p95Ms',
        base: band(90),
        head: band(60),
        change: band(-30),
      },
      {
        pods: 'Deployment shop-storefront',
        scenario: 'diurnal',
        metric: 'p95Ms',
        base: band(50),
        head: band(50),
        change: band(0),
      },
    ],
  } as const;
  const judged = judge(report(WEB, RISKY, { predictions }), [parseGate('cost>+30%'), parseGate('p95>+10%')]);
  const text = renderDiffMarkdown(judged);
  expect(text).toContain('**Predicted (illustration: service times are assumed)**');
  expect(text).toContain('| Deployment shop-storefront, step: p95Ms | 90 (89 to 91) | 60 (59 to 61) | -30 (-31 to -29) |');
  expect(text).toContain('| no material change |');
  expect(text).toMatch(/❌ cost&gt;\+30%: price per hour at the maximum 0\.04475 → 0\.179/);
  expect(renderDiffTerminal(judged)).toMatch(/FAIL {2}--fail-on cost>\+30%.*\npass {2}--fail-on p95>\+10%/);
});
