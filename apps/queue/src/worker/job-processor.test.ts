import type { Begun, Outcome } from '../jobs/job-store';
import { WorkerMetrics } from '../metrics';
import type { Prediction } from '../prediction';
import { jobProcessor } from './job-processor';

const model = { name: 'tiny', variant: 'fp32', sha256: '0'.repeat(64) };
const predictionOf = (text: string): Prediction => ({ label: 'ham', probability: text.length / 10, truncated: false });
const JOB = { id: 'job-1', stalledCounter: 0 };

/** A store with one job that records how attempts end. */
function setUp(begun: Partial<Begun> | 'over', submit = (text: string) => Promise.resolve(predictionOf(text))) {
  const outcomes: Outcome[] = [];
  const returned: number[] = [];
  let finishedAtMs: number | undefined = 4000;
  const store = {
    begin: () =>
      Promise.resolve(begun === 'over' ? undefined : { token: 1, texts: ['a'], createdAtMs: 1000, startedAtMs: 2000, ...begun }),
    finish: (_id: string, _token: number, outcome: Outcome) => {
      outcomes.push(outcome);
      return Promise.resolve(finishedAtMs);
    },
    giveBack: (_id: string, token: number) => Promise.resolve(void returned.push(token)),
  };
  const metrics = new WorkerMetrics(model);
  const process = jobProcessor({ store, batcher: { submit }, model, maxAttempts: 3, metrics });
  const metric = async (line: string) => expect(await metrics.registry.metrics()).toContain(line);
  return { process, outcomes, returned, metric, supersede: () => (finishedAtMs = undefined) };
}

test('a result names the model and keeps the order of the texts', async () => {
  const { process, outcomes, metric } = setUp({ texts: ['aaa', 'a', 'aa'] });
  await process(JOB);
  const predictions = [predictionOf('aaa'), predictionOf('a'), predictionOf('aa')];
  expect(outcomes).toEqual([{ state: 'completed', result: { model, predictions } }]);
  await metric('lab_jobs_total{outcome="completed"} 1');
  await metric('lab_job_wait_seconds_sum 1');
  await metric('lab_job_total_seconds_sum 3');
  await metric('lab_inflight 0');
});

test('a job that is over is not begun', async () => {
  const { process, outcomes, metric } = setUp('over');
  await process(JOB);
  expect(outcomes).toEqual([]);
  await metric('lab_jobs_total{outcome="superseded"} 1');
});

test('a job is tried again when inference throws, and in the end failed with the reason', async () => {
  const submit = () => Promise.reject(new Error('no memory'));
  const first = setUp({ token: 1 }, submit);
  await expect(first.process(JOB)).rejects.toThrow('no memory');
  expect([first.outcomes, first.returned]).toEqual([[], [1]]);
  await first.metric('lab_inflight 0');
  const last = setUp({ token: 3 }, submit);
  await last.process(JOB);
  expect(last.outcomes).toEqual([{ state: 'failed', failure: { code: 'inference_failed', message: 'no memory' } }]);
});

test('a job whose attempts are spent is dead, and is not begun again', async () => {
  const submit = jest.fn();
  const { process, outcomes } = setUp({ token: 4, texts: [] }, submit);
  await process(JOB);
  expect(outcomes).toMatchObject([{ state: 'dead', failure: { code: 'dead_letter' } }]);
  expect(submit).not.toHaveBeenCalled();
});

test('an attempt that another one overtook counts as superseded and says nothing else', async () => {
  const { process, supersede, metric } = setUp({});
  supersede();
  await process(JOB);
  await metric('lab_jobs_total{outcome="superseded"} 1');
  await metric('lab_job_total_seconds_count 0');
});
