import { edited, exampleText, manifestsOf } from '../manifests/testing/texts';
import { diffManifests } from './diff';
import { judge, parseGate } from './gates';
import type { DiffReport, PredictionRow, Predictions } from './schema';

const base = { name: 'main', manifests: manifestsOf(exampleText('web-app')) };

function report(maxReplicas: number, predictions?: Predictions): DiffReport {
  const head = { name: 'HEAD', manifests: manifestsOf(edited('web-app', ['maxReplicas: 5', `maxReplicas: ${maxReplicas}`])) };
  return diffManifests(base, head, predictions === undefined ? {} : { predictions });
}

const NOTHING = { assumptions: [], rows: [], timeSeries: [], unpredicted: [] } as const;

function passes(expression: string, one: DiffReport): boolean {
  return judge(one, [parseGate(expression)]).gates[0]!.pass;
}

test('cost, pods, cpu and memory are judged at the maximum', () => {
  for (const metric of ['cost', 'pods', 'cpu', 'memory']) {
    expect(passes(`${metric}>+20%`, report(6))).toBe(true);
    expect(passes(`${metric} > +19.9%`, report(6))).toBe(false);
    expect(passes(`${metric}>20%`, report(4))).toBe(true);
  }
});

test('lint fails on a new finding, and only on a new one', () => {
  expect(passes('lint', report(6))).toBe(true);
  expect(passes('lint', report(2))).toBe(false);
});

test('a gate that needs a prediction is unknown without one, and fails unless that is allowed', () => {
  for (const expression of ['p95>+20%', 'errors>+1%', 'slo']) {
    const [gate] = judge(report(6), [parseGate(expression)]).gates;
    expect(gate).toMatchObject({
      pass: false,
      verdict: 'unknown',
      message: expect.stringContaining('no traffic is simulated') as string,
    });
    expect(judge(report(6), [parseGate(expression)], 'allow').gates[0]).toMatchObject({ pass: true, verdict: 'unknown' });
  }
});

test('without changes no prediction is needed', () => {
  expect(passes('p95>+20%', report(5))).toBe(true);
});

test('with predictions a growth counts only where its band is clear of zero', () => {
  const predictions = (low: number): Predictions => ({
    serviceTimes: 'measured',
    ...NOTHING,
    rows: [
      {
        pods: 'Deployment shop-storefront',
        scenario: 'step',
        metric: 'p95Ms',
        base: { value: 100, low: 90, high: 110 },
        head: { value: 130, low: 100, high: 160 },
        change: { value: 30, low, high: 60 },
      },
    ],
  });
  expect(passes('p95>+20%', report(6, predictions(5)))).toBe(false);
  expect(passes('p95>+40%', report(6, predictions(5)))).toBe(true);
  expect(passes('p95>+20%', report(6, predictions(-5)))).toBe(true);
});

test('a workload that cannot be predicted does not pass silently: the gate is unknown and fails, unless that is allowed', () => {
  const unpredicted = [{ pods: 'Deployment mails', reason: 'the trigger rabbitmq is not simulated' }];
  const one = report(6, { serviceTimes: 'assumed', ...NOTHING, unpredicted });
  const gates = [parseGate('p95>+20%'), parseGate('slo')];
  const message = 'p95 could not be predicted for Deployment mails (the trigger rabbitmq is not simulated)';
  expect(judge(one, gates).gates[0]).toMatchObject({ pass: false, verdict: 'unknown', message });
  expect(judge(one, gates, 'allow').gates).toMatchObject([
    { pass: true, verdict: 'unknown' },
    { pass: true, verdict: 'unknown' },
  ]);
});

test('a change that cannot move any prediction passes', () => {
  const one = report(6, { serviceTimes: 'assumed', ...NOTHING });
  expect(judge(one, [parseGate('p95>+20%')]).gates).toMatchObject([{ pass: true, message: 'nothing that is predicted changes' }]);
});

test('a side that answers nothing has no p95 to compare: unknown, while its errors fail', () => {
  const row = (metric: string, base: number, head: number): PredictionRow => ({
    pods: 'Deployment shop-storefront',
    scenario: 'step',
    metric,
    base: { value: base, low: base, high: base },
    head: { value: head, low: head, high: head },
    change: { value: head - base, low: head - base, high: head - base },
  });
  const one = report(6, { serviceTimes: 'measured', ...NOTHING, rows: [row('errorRate', 0, 1)] });
  expect(judge(one, [parseGate('p95>+20%'), parseGate('errors>+1%')]).gates).toMatchObject([
    { verdict: 'unknown', message: expect.stringContaining('nothing was answered') as string },
    { verdict: 'fail' },
  ]);
});

test('an invalid condition is refused with the possible forms', () => {
  expect(() => parseGate('costs>30%')).toThrow(/is not a condition\.\n.*'cost>\+30%'/);
});
