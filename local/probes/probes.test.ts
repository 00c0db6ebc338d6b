import type { Probe } from '../kubernetes/probe';
import { FakeClock } from '../testing/fake-clock';
import { ProbeJudge, type ProbeOutcome } from './judge';
import { ProbeWorker, type ProbeKind } from './worker';

const probe = (fields: Partial<Probe> = {}): Probe => ({
  tcpSocket: { port: 1 },
  initialDelaySeconds: 0,
  periodSeconds: 10,
  timeoutSeconds: 1,
  successThreshold: 1,
  failureThreshold: 3,
  ...fields,
});

test('a verdict changes after the threshold of equal outcomes in a row', () => {
  const judge = new ProbeJudge({ successThreshold: 2, failureThreshold: 3 }, 'failure');
  const outcomes: ProbeOutcome[] = [
    'success',
    'failure',
    'success',
    'success',
    'failure',
    'failure',
    'success',
    'failure',
    'failure',
    'failure',
  ];
  expect(outcomes.map((outcome) => judge.observe(outcome))).toEqual([
    'failure',
    'failure',
    'failure',
    'success',
    'success',
    'success',
    'success',
    'success',
    'success',
    'failure',
  ]);
});

class Subject {
  public readonly askedAtSeconds: number[] = [];
  public readonly verdicts: ProbeOutcome[] = [];
  public readonly failures: string[] = [];
  public started = true;
  public readonly clock = new FakeClock();
  public readonly worker: ProbeWorker;
  private readonly bornMs = this.clock.nowMs();

  public constructor(kind: ProbeKind, fields: Partial<Probe> = {}, outcome: ProbeOutcome = 'success') {
    this.worker = new ProbeWorker(
      kind,
      probe(fields),
      {
        startedAtMs: this.bornMs,
        hasStarted: () => this.started,
        run: () => {
          this.askedAtSeconds.push((this.clock.nowMs() - this.bornMs) / 1000);
          return Promise.resolve({ outcome, message: 'refused' });
        },
        onFailure: (message) => this.failures.push(message),
        onVerdict: (verdict) => this.verdicts.push(verdict),
      },
      this.clock,
    );
    this.worker.start();
  }
}

test('a probe runs at once and then once per period', async () => {
  const subject = new Subject('readiness');
  await subject.clock.advance(25_000);
  expect(subject.askedAtSeconds).toEqual([0, 10, 20]);
  expect(subject.verdicts.at(-1)).toBe('success');
});

test('initialDelaySeconds holds the first probe back', async () => {
  const subject = new Subject('liveness', { initialDelaySeconds: 15, periodSeconds: 5 });
  await subject.clock.advance(21_000);
  expect(subject.askedAtSeconds).toEqual([15, 20]);
});

test('readiness and liveness wait for the startup probe', async () => {
  const subject = new Subject('liveness', { periodSeconds: 1 });
  subject.started = false;
  await subject.clock.advance(5500);
  // The first probe ran before the subject was marked as not started.
  expect(subject.askedAtSeconds).toEqual([0]);
  subject.started = true;
  await subject.clock.advance(1000);
  expect(subject.askedAtSeconds).toEqual([0, 6]);
});

test('readiness is probed at once when the startup probe succeeds', async () => {
  const subject = new Subject('readiness');
  await subject.clock.advance(3000);
  subject.worker.trigger();
  await subject.clock.advance(12_000);
  expect(subject.askedAtSeconds).toEqual([0, 3, 13]);
});

test('liveness fails only after failureThreshold failures, each of which is reported', async () => {
  const subject = new Subject('liveness', { periodSeconds: 1, failureThreshold: 3 }, 'failure');
  await subject.clock.advance(1500);
  expect(subject.verdicts).toEqual(['success', 'success']);
  await subject.clock.advance(1000);
  expect(subject.verdicts.at(-1)).toBe('failure');
  expect(subject.failures).toEqual(['refused', 'refused', 'refused']);
});

test('a stopped probe is silent', async () => {
  const subject = new Subject('readiness', { periodSeconds: 1 });
  subject.worker.stop();
  await subject.clock.advance(5000);
  expect(subject.askedAtSeconds).toEqual([0]);
  expect(subject.verdicts).toEqual([]);
});
