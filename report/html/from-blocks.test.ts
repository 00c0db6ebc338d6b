import { details, list, paragraph, table, type Block } from '../model/block';
import { frame } from './frame';
import { blocksContents, blocksMarkup, BLOCKS_STYLE } from './from-blocks';
import { html } from './markup';

const curve = (...values: (number | null)[]) => ({ median: values, low: values, high: values });
const BLOCKS: Block[] = [
  {
    kind: 'verdicts',
    verdicts: [
      { isPassed: false, isKnown: true, text: 'cost>+30%: $1 → $2' },
      { isPassed: false, isKnown: false, text: 'p95>+20%: not predicted' },
    ],
  },
  list('What to expect', ['At full load <b>api</b> can run 20 pods']),
  list('Watch out', []),
  paragraph('An illustration.', 'caution'),
  {
    kind: 'workloads',
    workloads: [
      {
        title: 'Deployment api',
        summary: table('', ['load', 'p95'], []),
        ranges: table('Deployment api', ['load', 'p95'], [['step', '462 ms > 1.3 s']]),
        charts: [
          {
            title: 'step',
            timeSeries: {
              pods: 'Deployment api',
              scenario: 'step',
              stepSeconds: 10,
              offeredRps: [3, 20],
              replicas: { base: curve(1, 2), head: curve(1, 4) },
              p95Ms: { base: curve(null, 400), head: curve(null, 200) },
            },
            sloP95Ms: 250,
          },
        ],
      },
    ],
  },
  details('Every setting', 'pages', [table('', ['object', 'base', 'head'], [['HPA api', '5', '20']])]),
];

function page(): string {
  return frame({
    title: 'Scaling: origin/main and HEAD',
    eyebrow: 'a page',
    heading: '1 object changes in scaling',
    facts: html`origin/main compared with HEAD`,
    skipTo: 'the changes',
    contents: blocksContents(BLOCKS),
    main: blocksMarkup(BLOCKS),
    style: BLOCKS_STYLE,
  });
}
const TEXT = page();

test('one file that loads nothing, and escapes what manifests say', () => {
  expect(TEXT).not.toMatch(/<(link|img|iframe|object)\b|src=|https?:\/\/(?!www\.w3\.org)/);
  expect(TEXT).toContain('At full load &lt;b&gt;api&lt;/b&gt; can run 20 pods');
  expect(TEXT).toContain("default-src 'none'");
});

test('conditions stand first, a list without items is left out, charts and numbers follow', () => {
  const at = (part: string): number => TEXT.indexOf(part);
  expect(at('class="badge fail"')).toBeGreaterThan(0);
  expect(at('not judged')).toBeLessThan(at('<h2 id="part-1-title">'));
  expect(TEXT).not.toContain('Watch out');
  expect(at('An illustration.')).toBeLessThan(at('462 ms &gt; 1.3 s'));
  expect(TEXT.match(/<figure/g)).toHaveLength(1);
  expect(TEXT.match(/<svg/g)).toHaveLength(2);
  expect(TEXT).toContain('SLO 250 ms');
});

test('every entry of the contents leads to a section', () => {
  const targets = [...TEXT.matchAll(/<li><a href="#([^"]+)"/g)].map(([, id]) => id);
  expect(targets).toHaveLength(3);
  for (const id of targets)
    expect(TEXT).toContain(`<section ${id?.includes('part-3') === true ? 'class="benchmark" ' : ''}id="${id}"`);
});

test('the same page gives the same bytes', () => {
  expect(page()).toBe(TEXT);
});
