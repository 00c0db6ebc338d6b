import { get, post } from '../http';
import type { Timing } from '../load/open-loop';
import { isObject, jsonBody, type PredictAnswer } from '../load/predict';
import { jsonPost, type RequestKind } from '../load/request';
import type { Outcome } from '../load/samples';
import { parseCounts, parseJob, type Job, type QueueCounts } from './job';

const TIMEOUT_MS = 5000;
/** Between two looks at one job: quick at first, then patient. */
const FIRST_POLL_MS = 20;
const LONGEST_POLL_MS = 500;

/** The queue's HTTP interface. Nothing here throws: failures are in the outcome. */
export class QueueClient {
  public constructor(
    private readonly baseUrl: string,
    private readonly timing: Timing,
  ) {}

  /** Submits one text a request. `onAccepted` gets the index of the request and the id of its job. */
  public submission(texts: readonly string[], onAccepted: (index: number, id: string) => void): RequestKind {
    const bodies = texts.map((text) => jsonBody({ text }));
    return this.accepting((index) => bodies[index % bodies.length] ?? Buffer.alloc(0), onAccepted);
  }

  public async job(id: string, texts: number): Promise<Job | undefined> {
    const { answer } = await get(`${this.baseUrl}/v1/jobs/${encodeURIComponent(id)}`, TIMEOUT_MS);
    return parseJob(answer, texts);
  }

  public async counts(): Promise<QueueCounts | undefined> {
    return parseCounts((await get(`${this.baseUrl}/v1/queue`, TIMEOUT_MS)).answer);
  }

  /** Submits one job of several texts and waits for its result. */
  public async predict(
    texts: readonly string[],
    limitMs: number,
  ): Promise<{ outcome: Outcome | 'job-failed' | 'job-lost'; answer: PredictAnswer | undefined }> {
    const { now, sleep } = this.timing;
    const endMs = now() + limitMs;
    let id = '';
    const body = jsonBody({ texts });
    const { outcome } = await post(
      this.accepting(
        () => body,
        (_, accepted) => (id = accepted),
      ),
      0,
      limitMs,
    );
    if (outcome !== 'ok') return { outcome, answer: undefined };
    for (let pause = FIRST_POLL_MS; now() < endMs; pause = Math.min(LONGEST_POLL_MS, pause * 2)) {
      await sleep(pause);
      const job = await this.job(id, texts.length);
      if (job?.status === 'failed') return { outcome: 'job-failed', answer: undefined };
      if (job?.status === 'completed') return { outcome: job.result === undefined ? 'wrong-answer' : 'ok', answer: job.result };
    }
    return { outcome: 'job-lost', answer: undefined };
  }

  private accepting(body: (index: number) => Buffer, onAccepted: (index: number, id: string) => void): RequestKind {
    return jsonPost({
      url: `${this.baseUrl}/v1/jobs`,
      status: 202,
      body,
      isRight: (value, index) => {
        if (!isObject(value) || typeof value['id'] !== 'string' || value['id'] === '') return false;
        onAccepted(index, value['id']);
        return true;
      },
    });
  }
}
