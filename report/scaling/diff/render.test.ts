import { diffManifests, judge, parseGate, type DiffOptions } from '../../../scaling/diff';
import { edited, exampleText, manifestsOf } from '../../../scaling/manifests/testing/texts';
import { COMMENT_MARK, renderDiffMarkdown, renderDiffTerminal } from '.';

const WEB = exampleText('web-app');
const RISKY = edited('web-app', ['maxReplicas: 5', 'maxReplicas: 20\n  behavior: {}'], ['minAvailable: 1', 'minAvailable: 2']);

function report(base: string, head: string, options?: DiffOptions): ReturnType<typeof diffManifests> {
  return diffManifests({ name: 'main', manifests: manifestsOf(base) }, { name: 'HEAD', manifests: manifestsOf(head) }, options);
}

test('no change is one line, and the version that it holds for', () => {
  const note = 'For Kubernetes 1.37 (--kubernetes-version).';
  expect(renderDiffTerminal(report(WEB, WEB))).toBe(`No change in scaling between main and HEAD.\n${note}\n`);
  expect(renderDiffMarkdown(report(WEB, WEB))).toContain(`${COMMENT_MARK}\n**Scaling:** no change.\n`);
  expect(renderDiffMarkdown(report(WEB, WEB))).toContain('For Kubernetes 1.37');
});

test('the terminal shows expectations, findings, changes, maxima and assumptions', () => {
  const text = renderDiffTerminal(report(WEB, RISKY));
  expect(text).toMatch(/^2 objects change in scaling; at most 5 → 20 pods, \$0\.04 → \$0\.18 per hour; 2 to watch out for\.\n/);
  for (const title of [
    'What to expect in production',
    'Watch out',
    'What changes',
    'At most (every autoscaler at its maximum)',
    'How this was computed, and what it assumes',
  ])
    expect(text).toContain(`\n${title}\n`);
});

test('Markdown says what to expect before anything else, and folds the details', () => {
  const text = renderDiffMarkdown(report(WEB, RISKY));
  const at = (part: string): number => text.indexOf(part);
  expect(at('What to expect')).toBeGreaterThan(0);
  expect(at('What to expect')).toBeLessThan(at('Watch out'));
  expect(at('What changes')).toBeLessThan(at('<details>'));
  expect(text).toContain('- Deployment shop-storefront can grow to 20 pods ($0.18 per hour), before it was up to 5 pods');
  expect(text).toContain('| price per hour | $0.04 | $0.18 | +$0.13 (+300 %) |');
  expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)!.length);
});

test('names and values from manifests cannot become markup or mentions', () => {
  const name = "'a|b <img src=x> @team [x](http://e) **x**'";
  const text = renderDiffMarkdown(report('', WEB.replaceAll('name: shop-storefront', `name: ${name}`)));
  expect(text).not.toMatch(/<img|@team|\[x\]\(/);
});

test('a large change stays below the size limit of a GitHub comment', () => {
  const many = Array.from({ length: 400 }, (_, index) => WEB.replaceAll('shop-storefront', `shop-${index}`)).join('');
  expect(renderDiffMarkdown(report('', many)).length).toBeLessThan(65_536);
});

test('predictions are shown with their bands, gates with their verdict', () => {
  const band = (value: number): { value: number; low: number; high: number } => ({ value, low: value - 1, high: value + 1 });
  const predictions = {
    serviceTimes: 'assumed',
    assumptions: ['every request takes 50 ms'],
    timeSeries: [],
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
  expect(text).toContain('**Predicted (illustration: service times are assumed): Deployment shop-storefront**');
  expect(text).toContain('> The predictions below assume how long a request takes');
  expect(text).toContain('| step | 90 ms → 60 ms |');
  expect(text).toContain('| step: p95 | 90 ms (89 ms to 91 ms) | 60 ms (59 ms to 61 ms) | -30 ms (-31 ms to -29 ms) |');
  expect(text).toContain(
    '- When load steps up and stays up, Deployment shop-storefront is predicted (illustration) to have a p95 of 60 ms among answered requests (before 90 ms).',
  );
  expect(text).toContain('are simulated for both sides on the same requests, with assumed service times');
  expect(text).toContain('| no material change |');
  expect(text).toMatch(/❌ --fail-on cost&#62;\+30%: price per hour at the maximum \$0\.04 → \$0\.18 \(\+300\.0 %\)/);
  expect(renderDiffTerminal(judged)).toMatch(
    /FAIL {2}--fail-on cost>\+30%.*\nFAIL\? {2}--fail-on p95>\+10%: cannot be judged.*illustration/,
  );
});

test('the first line names the loads under which more requests are predicted to fail', () => {
  const row = (scenario: string, low: number) => ({
    pods: 'Deployment shop-storefront',
    scenario,
    metric: 'errorRate',
    base: { value: 0.1, low: 0.1, high: 0.1 },
    head: { value: 0.2, low: 0.2, high: 0.2 },
    change: { value: 0.1, low, high: 0.2 },
  });
  const rows = [row('step', 0.05), row('spike', 0.01), row('diurnal', -0.1)];
  const predictions = { serviceTimes: 'given', assumptions: [], timeSeries: [], unpredicted: [], rows } as const;
  expect(renderDiffMarkdown(report(WEB, RISKY, { predictions }))).toMatch(
    /^.*\n### Scaling: .*; more errors predicted under step and spike; 2 to watch out for\n/,
  );
});

test('pods over time are a chart that Mermaid understands, with nothing of the manifests in it', () => {
  const curve = (values: (number | null)[]) => ({ median: values, low: values, high: values });
  const estimate = { value: 1, low: 1, high: 1 };
  const pods = 'Deployment a"]b';
  const text = renderDiffMarkdown(
    report(WEB, RISKY, {
      predictions: {
        serviceTimes: 'given',
        assumptions: [],
        rows: [{ pods, scenario: 'step', metric: 'replicaHours', base: estimate, head: estimate, change: estimate }],
        timeSeries: [
          {
            pods,
            scenario: 'step',
            stepSeconds: 10,
            offeredRps: [3, 40, 41],
            replicas: { base: curve([1, null, 3]), head: curve([1, 2, 8]) },
            p95Ms: { base: curve([null, 10, 20]), head: curve([null, 10, 20]) },
          },
        ],
        unpredicted: [{ pods: 'Deployment mails', reason: 'the trigger rabbitmq is not simulated' }],
      },
    }),
  );
  const chart = text.slice(text.indexOf('xychart-beta'), text.indexOf('```', text.indexOf('xychart-beta')));
  expect(chart).toBe('xychart-beta\n  x-axis "seconds" 0 --> 30\n  y-axis "pods" 0 --> 9\n  line [1, 1, 3]\n  line [1, 2, 8]\n');
  expect(text).toContain('Deployment a"&#93;b, step (load up to about 41 requests/s)');
  expect(text).toContain('**Not predicted**\n\n- Deployment mails: the trigger rabbitmq is not simulated');
  expect(text).not.toContain('> The predictions below assume');
});

test('a gate that cannot be judged is marked, and says that it counts', () => {
  const predictions = {
    serviceTimes: 'given',
    assumptions: [],
    rows: [],
    timeSeries: [],
    unpredicted: [{ pods: 'Deployment mails', reason: 'no idea' }],
  } as const;
  const one = report(WEB, RISKY, { predictions });
  const gates = [parseGate('p95>+10%')];
  expect(renderDiffMarkdown(judge(one, gates))).toContain(
    '❌ --fail-on p95&#62;+10%: cannot be judged, which counts as failed: p95 could not be predicted for Deployment mails (no idea)',
  );
  expect(renderDiffTerminal(judge(one, gates, 'allow'))).toContain('pass?  --fail-on p95>+10%');
});
