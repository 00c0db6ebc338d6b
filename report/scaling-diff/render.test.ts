import type { DiffPage } from './page';
import { renderDiffHtml } from './render';

const PAGE: DiffPage = {
  headline: '1 object changes in scaling',
  base: 'origin/main',
  head: 'HEAD',
  gates: [
    { sign: 'fail', text: 'cost>+30%: $1 -> $2' },
    { sign: 'unknown', text: 'p95>+20%: not predicted' },
  ],
  lists: [
    { title: 'What to expect', items: ['At full load <b>api</b> can run 20 pods'] },
    { title: 'Watch out', items: [] },
  ],
  note: 'An illustration.',
  predictions: [
    {
      title: 'Deployment api',
      table: { title: 'Deployment api', columns: ['load', 'p95'], rows: [['step', '462 ms -> 1.3 s']] },
      charts: [
        {
          title: 'step',
          offeredRps: [
            [0, 3],
            [10, 20],
          ],
          replicas: {
            base: [
              [0, 1],
              [10, 2],
            ],
            head: [
              [0, 1],
              [10, 4],
            ],
          },
          p95Ms: { base: [[10, 400]], head: [[10, 200]] },
          slo: { label: 'SLO 250 ms', value: 250 },
        },
      ],
    },
  ],
  tables: [{ title: 'Every setting', columns: ['object', 'base', 'head'], rows: [['HPA api', '5', '20']] }],
};

const TEXT = renderDiffHtml(PAGE);

test('one file that loads nothing, and escapes what manifests say', () => {
  expect(TEXT).not.toMatch(/<(link|img|iframe|object)\b|src=|https?:\/\/(?!www\.w3\.org)/);
  expect(TEXT).toContain('At full load &lt;b&gt;api&lt;/b&gt; can run 20 pods');
  expect(TEXT).toContain("default-src 'none'");
});

test('conditions stand first, a list without items is left out, charts and numbers follow', () => {
  const at = (part: string): number => TEXT.indexOf(part);
  expect(at('class="badge fail"')).toBeGreaterThan(0);
  expect(at('not judged')).toBeLessThan(at('<h2 id="list-0-title">'));
  expect(TEXT).not.toContain('Watch out');
  expect(at('An illustration.')).toBeLessThan(at('462 ms -&gt; 1.3 s'));
  expect(TEXT.match(/<figure/g)).toHaveLength(1);
  expect(TEXT.match(/<svg/g)).toHaveLength(2);
  expect(TEXT).toContain('SLO 250 ms');
});

test('the same page gives the same bytes', () => {
  expect(renderDiffHtml(PAGE)).toBe(TEXT);
});
