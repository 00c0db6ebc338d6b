import { edited, exampleText, manifestsOf } from '../manifests/testing/texts';
import { diffManifests } from './diff';
import { judge, parseGate } from './gates';
import type { DiffReport, Predictions } from './schema';
import { NO_PREDICTIONS, predictionRow } from './testing/rows';

const base = { name: 'main', manifests: manifestsOf(exampleText('web-app')) };

function report(maxReplicas: number, predictions?: Predictions): DiffReport {
  const head = { name: 'HEAD', manifests: manifestsOf(edited('web-app', ['maxReplicas: 5', `maxReplicas: ${maxReplicas}`])) };
  return diffManifests(base, head, predictions === undefined ? {} : { predictions });
}

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

function withRows(...rows: readonly Parameters<typeof predictionRow>[0][]): DiffReport {
  return report(6, { ...NO_PREDICTIONS, rows: rows.map(predictionRow) });
}

test('with predictions a growth of the mean counts where it is clear of chance', () => {
  const grown = withRows({ metric: 'p95Ms', base: 100, head: 130, around: 10 });
  expect(passes('p95>+20%', grown)).toBe(false);
  expect(passes('p95>+40%', grown)).toBe(true);
});

test('a growth that may be chance is unknown, not a pass: nothing shows that it is smaller', () => {
  const one = withRows({ metric: 'p95Ms', base: 100, head: 130, around: 40, verdict: 'unclear' });
  expect(judge(one, [parseGate('p95>+20%')]).gates[0]).toMatchObject({
    pass: false,
    verdict: 'unknown',
    message: expect.stringMatching(/100 ms → 130 ms: 10 runs are too few to exclude chance/) as string,
  });
  expect(passes('p95>+80%', one)).toBe(true);
  // Shown to be below what is material.
  expect(passes('slo', withRows({ metric: 'withinSloShare', base: 0.99, head: 0.989, around: 0.001, verdict: 'same' }))).toBe(
    true,
  );
});

test('slo fails where a smaller share of requests is answered in time, and passes where more are', () => {
  const share = (base: number, head: number) => withRows({ metric: 'withinSloShare', base, head, around: 0.001 });
  expect(judge(share(0.99, 0.9), [parseGate('slo')]).gates[0]).toMatchObject({
    verdict: 'fail',
    message: 'within the SLO of Deployment shop-storefront under step 99.0 % → 90.0 %',
  });
  expect(passes('slo', share(0.65, 0.72))).toBe(true);
});

test('p95 is over all requests: from never within the patience of clients to a time is no growth, the other way round is', () => {
  const p95 = (base: number, head: number) => withRows({ metric: 'p95Ms', base, head, limitMs: 10_000 });
  expect(passes('p95>+20%', p95(10_000, 4130))).toBe(true);
  expect(judge(p95(4130, 10_000), [parseGate('p95>+20%')]).gates[0]).toMatchObject({
    verdict: 'fail',
    message: 'p95 of Deployment shop-storefront under step 4.13 s → not within 10 s',
  });
  expect(judge(p95(10_000, 10_000), [parseGate('p95>+20%')]).gates[0]).toMatchObject({ verdict: 'unknown' });
});

test('a workload that cannot be predicted does not pass silently: the gate is unknown and fails, unless that is allowed', () => {
  const unpredicted = [{ pods: 'Deployment mails', reason: 'the trigger rabbitmq is not simulated' }];
  const one = report(6, { ...NO_PREDICTIONS, serviceTimes: 'assumed', unpredicted });
  const gates = [parseGate('p95>+20%'), parseGate('slo')];
  const message = 'p95 could not be predicted for Deployment mails (the trigger rabbitmq is not simulated)';
  expect(judge(one, gates).gates[0]).toMatchObject({ pass: false, verdict: 'unknown', message });
  expect(judge(one, gates, 'allow').gates).toMatchObject([
    { pass: true, verdict: 'unknown' },
    { pass: true, verdict: 'unknown' },
  ]);
});

test('a change that cannot move any prediction passes', () => {
  const one = report(6, { ...NO_PREDICTIONS, serviceTimes: 'assumed' });
  expect(judge(one, [parseGate('p95>+20%')]).gates).toMatchObject([{ pass: true, message: 'nothing that is predicted changes' }]);
});

test('a side that answers nothing has no cost per answer to compare: unknown, while its errors fail', () => {
  const one = withRows({ metric: 'errorRate', base: 0, head: 1 });
  expect(judge(one, [parseGate('cost-per-1000>+20%'), parseGate('errors>+1%')]).gates).toMatchObject([
    { verdict: 'unknown', message: expect.stringContaining('nothing was answered') as string },
    { verdict: 'fail' },
  ]);
});

test('an invalid condition is refused with the possible forms', () => {
  expect(() => parseGate('costs>30%')).toThrow(/is not a condition\.\n.*'cost>\+30%'/);
});
