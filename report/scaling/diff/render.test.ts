import { diffManifests, judge, parseGate, type DiffOptions } from '../../../scaling/diff';
import { NO_PREDICTIONS, predictionRow } from '../../../scaling/diff/testing/rows';
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
  const rows = [
    predictionRow({ metric: 'p95Ms', base: 90, head: 60, around: 1 }),
    predictionRow({ scenario: 'diurnal', metric: 'p95Ms', base: 50, head: 50, around: 1, verdict: 'same' }),
  ];
  const assumptions = ['every request takes 50 ms'];
  const predictions = { ...NO_PREDICTIONS, serviceTimes: 'assumed', assumptions, rows } as const;
  const judged = judge(report(WEB, RISKY, { predictions }), [parseGate('cost>+30%'), parseGate('p95>+10%')]);
  const text = renderDiffMarkdown(judged);
  expect(text).toContain('**Predicted (illustration: service times are assumed): Deployment shop-storefront**');
  expect(text).toContain('> The predictions below assume how long a request takes');
  expect(text).toContain('| step | 90 ms → 60 ms |');
  expect(text).toContain(
    '| step: p95 | 90 ms (89 ms to 91 ms) | 60 ms (59 ms to 61 ms) | -30 ms on average (-31 ms to -29 ms); single runs -31 ms to -29 ms |',
  );
  expect(text).toContain(
    '- When load steps up and stays up, Deployment shop-storefront is predicted (illustration) to have a p95 of 60 ms (before 90 ms).',
  );
  expect(text).toContain('are simulated for both sides on the same requests, with assumed service times');
  expect(text).toContain('| no material change: +0 ms on average (-1 ms to +1 ms); single runs -1 ms to +1 ms |');
  expect(text).toMatch(/❌ --fail-on cost&#62;\+30%: price per hour at the maximum \$0\.04 → \$0\.18 \(\+300\.0 %\)/);
  expect(renderDiffTerminal(judged)).toMatch(
    /FAIL {2}--fail-on cost>\+30%.*\nFAIL\? {2}--fail-on p95>\+10%: cannot be judged.*illustration/,
  );
});

test('the first line names the loads under which fewer requests are predicted to be answered in time', () => {
  const row = (scenario: string, head: number, verdict: 'changed' | 'unclear') =>
    predictionRow({ scenario, metric: 'withinSloShare', base: 0.9, head, verdict });
  const rows = [row('step', 0.8, 'changed'), row('spike', 0.7, 'changed'), row('diurnal', 0.8, 'unclear')];
  const predictions = { ...NO_PREDICTIONS, serviceTimes: 'given', rows } as const;
  const text = renderDiffMarkdown(report(WEB, RISKY, { predictions }));
  expect(text).toMatch(/^.*\n### Scaling: .*; fewer answers within the SLO predicted under step and spike; 2 to watch out for\n/);
  expect(text).toContain('| diurnal | 90.0 % → 80.0 % (may be chance) |');
});

test('a p95 that is not reached says for how many requests, and sameness is claimed only where it was shown', () => {
  const rows = [
    predictionRow({ metric: 'p95Ms', base: 4130, head: 10_000, limitMs: 10_000 }),
    predictionRow({ metric: 'errorRate', base: 0.04, head: 0.16 }),
    predictionRow({ pods: 'Deployment b', metric: 'p95Ms', base: 90, head: 120, around: 50, verdict: 'unclear' }),
    predictionRow({ pods: 'Deployment c', metric: 'p95Ms', base: 90, head: 90, around: 1, verdict: 'same' }),
  ];
  const alike = [{ pods: 'Deployment c', others: ['Deployment d', 'Deployment e'] }];
  const text = renderDiffMarkdown(report(WEB, RISKY, { predictions: { ...NO_PREDICTIONS, rows, alike } }));
  expect(text).toContain('| step | 4.13 s → not within 10 s for 16.0 % |');
  expect(text).toContain('have a p95 that is not within 10 s (before 4.13 s) and fail 16.0 % of requests');
  expect(text).toContain('Deployment b may behave as before: the runs are too few to tell of p95.');
  expect(text).toContain('Deployment c (and 2 that scale alike: Deployment d, Deployment e) behaves as before.');
});

test('pods over time are a chart that Mermaid understands, with nothing of the manifests in it', () => {
  const curve = (values: (number | null)[]) => ({ median: values, low: values, high: values });
  const pods = 'Deployment a"]b';
  const text = renderDiffMarkdown(
    report(WEB, RISKY, {
      predictions: {
        ...NO_PREDICTIONS,
        rows: [predictionRow({ pods, metric: 'replicaHours', base: 1, head: 2 })],
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
  const predictions = { ...NO_PREDICTIONS, unpredicted: [{ pods: 'Deployment mails', reason: 'no idea' }] };
  const one = report(WEB, RISKY, { predictions });
  const gates = [parseGate('p95>+10%')];
  expect(renderDiffMarkdown(judge(one, gates))).toContain(
    '❌ --fail-on p95&#62;+10%: cannot be judged, which counts as failed: p95 could not be predicted for Deployment mails (no idea)',
  );
  expect(renderDiffTerminal(judge(one, gates, 'allow'))).toContain('pass?  --fail-on p95>+10%');
});

test('a reviewer who does not know the traffic reads what load the change is about', () => {
  const found = { pods: 'Deployment a', podsFromRps: 76, triedRps: 640, isUpToCapacity: false };
  const at = { metric: 'withinSloShare', limitMs: null, base: 0.991, head: 0.83 };
  const matters = [
    { ...found, usersFromRps: 600, at },
    { ...found, pods: 'Deployment b', podsFromRps: null, usersFromRps: null, isUpToCapacity: true, at: null },
  ];
  const text = renderDiffTerminal(report(WEB, RISKY, { predictions: { ...NO_PREDICTIONS, matters } }));
  expect(text).toContain(
    'The change of Deployment a matters to users above about 600 requests/s: when load steps up to that, within the SLO 99.1 % → 83.0 %. Its number of pods differs from about 76 requests/s on.',
  );
  expect(text).toContain(
    'Users notice nothing of the change of Deployment b when load steps up, tried up to 640 requests/s, more than all its pods can take.',
  );
});
