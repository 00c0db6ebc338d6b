import type { BenchmarkResult } from '../../contract/result';
import { fakePredict } from '../testing/fake-predict';
import { fakeQueue, type FakeQueueBehaviour } from '../testing/fake-queue';
import { fakeEmails, jobInput, runOnLoopback } from '../testing/job';

const stops: (() => Promise<void>)[] = [];
jest.setTimeout(60_000);
afterEach(() => Promise.all(stops.splice(0).map((stop) => stop())));

async function queue(behaviour: FakeQueueBehaviour = {}) {
  const server = await fakeQueue(behaviour);
  stops.push(() => server.stop());
  return server;
}

const check = (result: BenchmarkResult, metric: string) => result.verdict.checks.find((one) => one.metric === metric);

describe('an accuracy benchmark', () => {
  /** Answers correctly for all texts except these. */
  const probability =
    (wrong: readonly number[], shift = 0) =>
    (text: string): number => {
      const [label, index] = text.split(' ');
      return (label === 'spam') === wrong.includes(Number(index)) ? 0.1 : 0.9 - shift;
    };

  async function run(behaviour: object, queueBehaviour: FakeQueueBehaviour, more: object = {}): Promise<BenchmarkResult> {
    const predict = await fakePredict(behaviour);
    stops.push(() => predict.stop());
    const benchmark = { kind: 'accuracy', target: 'fastapi', parityWith: 'queue', parityTexts: 10, ...more };
    return runOnLoopback(jobInput('accuracy/fastapi', benchmark, { fastapi: predict, queue: await queue(queueBehaviour) }));
  }

  test('counts right and wrong labels, and compares the queue', async () => {
    // Of 40 e-mails 10 are spam; one spam (0) and one ham (1) are labelled wrongly.
    const result = await run({ probability: probability([0, 1]) }, { probability: probability([0, 1]) });
    expect(result.metrics).toMatchObject({
      emails: 40,
      accuracy: 0.95,
      precision: 0.9,
      recall: 0.9,
      labelDifferences: 0,
      comparedTexts: 10,
    });
    expect(result.metrics['f1']).toBeCloseTo(0.9);
    expect(result.metrics['maxProbabilityDifference']).toBe(0);
    expect(result.intervals['accuracy']).toMatchObject({ method: 'wilson', level: 0.95 });
    expect(result.rows).toEqual([
      { actual: 'spam', predicted: 'spam', count: 9 },
      { actual: 'spam', predicted: 'ham', count: 1 },
      { actual: 'ham', predicted: 'spam', count: 1 },
      { actual: 'ham', predicted: 'ham', count: 29 },
    ]);
    expect(result.verdict.pass).toBe(true);
  });

  test('fails when the queue gives another probability', async () => {
    const result = await run({ probability: probability([]) }, { probability: probability([], 0.001) });
    expect(result.metrics['maxProbabilityDifference']).toBeCloseTo(0.001, 9);
    expect(check(result, 'maxProbabilityDifference')).toMatchObject({ bound: 1e-4, pass: false });
  });

  test('fails below the accuracy asked for', async () => {
    const result = await run({ probability: probability([1, 2, 3]) }, {}, { parityWith: null });
    expect(check(result, 'accuracy')).toMatchObject({ value: 37 / 40, bound: 0.95, pass: false });
    expect(result.metrics['maxProbabilityDifference']).toBeUndefined();
  });

  test('does not pass when only some e-mails were answered', async () => {
    const reply = (count: number) => (count > 1 ? { status: 500, body: '{}' } : undefined!);
    const result = await run({ reply, probability: probability([]) }, { probability: probability([]) });
    expect(result.metrics['emails']).toBe(8);
    expect(check(result, 'emails')).toMatchObject({ value: 8, bound: 40, pass: false });
    expect(result.errors.byKind['http-5xx']).toBeGreaterThanOrEqual(3);
  });

  test('judges only as many e-mails as asked for', async () => {
    const emails = (count: number | null) => fakeEmails(40).slice(0, count ?? undefined);
    expect(emails(5)).toHaveLength(5);
    const result = await run({ probability: probability([]) }, {}, { emails: 5, parityWith: null });
    expect(result.metrics['emails']).toBe(5);
  });
});
