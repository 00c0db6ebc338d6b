import { edited, exampleText, manifestsOf } from '../manifests/example-texts';
import { diffManifests } from './diff';
import type { DiffReport } from './report';
import { judge, parseGate } from './gates';
import type { Predictions } from './predictor';

const base = { name: 'main', manifests: manifestsOf(exampleText('web-app')) };

function report(maxReplicas: number, predictions?: Predictions): DiffReport {
  const head = { name: 'HEAD', manifests: manifestsOf(edited('web-app', ['maxReplicas: 5', `maxReplicas: ${maxReplicas}`])) };
  return diffManifests(base, head, predictions === undefined ? {} : { predictions });
}

function passes(expression: string, one: DiffReport): boolean {
  return judge(one, [parseGate(expression)]).gates[0]!.pass;
}

test('cost, pods, cpu and memory are judged at full load', () => {
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

test('what needs a prediction is an error without one, that says what is possible', () => {
  expect(() => passes('p95>+20%', report(6))).toThrow(/needs a prediction.*\n.*cost, pods, cpu, memory/);
  expect(() => passes('slo', report(6))).toThrow(/needs a prediction/);
});

test('where nothing changes, nothing has to be predicted', () => {
  expect(passes('p95>+20%', report(5))).toBe(true);
});

test('with predictions a growth counts only where its band is clear of zero', () => {
  const predictions = (low: number): Predictions => ({
    serviceTimes: 'measured',
    assumptions: [],
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

test('a metric that was predicted for nobody passes, and says so', () => {
  const predictions: Predictions = { serviceTimes: 'assumed', assumptions: [], rows: [] };
  expect(judge(report(6, predictions), [parseGate('p95>+20%'), parseGate('cost-per-1000>+5%')]).gates).toMatchObject([
    { pass: true, message: 'p95Ms was not predicted for any workload; the assumptions say why' },
    { pass: true, message: 'costPer1000Usd was not predicted for any workload; the assumptions say why' },
  ]);
});

test('a condition that is none is told with the forms there are', () => {
  expect(() => parseGate('costs>30%')).toThrow(/is not a condition\.\n.*'cost>\+30%'/);
});
