import type { Target } from '../../contract/job';
import { PREDICT_REQUEST, V2_REQUEST, type SentRequest } from '../../contract/request';
import type { Scenario } from '../../contract/scenario';
import { post, waitUntilReady } from '../http';
import { closedLoop } from '../load/closed-loop';
import { describedRequest, linesOf } from '../load/described';
import { openLoop, type Timing } from '../load/open-loop';
import { jsonBody, predictAnswer, type Prediction } from '../load/predict';
import { jsonPost, type RequestKind } from '../load/request';
import type { Samples } from '../load/samples';
import type { Answer, ClosedTurn, ModelServer } from './model-server';
import { QueueServer } from './queue-server';
import { requestOf } from './request-of';
import { v2Body, v2Predictions } from './v2';

const V2_SERVICES = ['triton', 'kserve'];
const QUEUE = 'queue';

export function serverOf(target: Target, timing: Timing): ModelServer {
  return target.service === QUEUE ? new QueueServer(target, timing) : new HttpServer(target, timing);
}

/** How a server of the spam filter takes several texts at once. */
interface Batches {
  readonly path: string;
  readonly body: (texts: readonly string[]) => Buffer;
  readonly predictions: (answer: unknown, count: number) => readonly Prediction[] | undefined;
}

const LAB_BATCHES: Batches = {
  path: PREDICT_REQUEST.path,
  body: (texts) => jsonBody({ texts }),
  predictions: (answer, count) => predictAnswer(answer, count)?.predictions,
};
const V2_BATCHES: Batches = { path: V2_REQUEST.path, body: v2Body, predictions: v2Predictions };

/** A service that answers requests over HTTP, the lab's or anyone's. */
class HttpServer implements ModelServer {
  public readonly protocol: string;
  private readonly described: SentRequest;

  public constructor(
    public readonly target: Target,
    private readonly timing: Timing,
  ) {
    this.described = requestOf(target);
    this.protocol = `${this.described.method} ${this.described.path}`;
  }

  public waitUntilReady(limitMs: number): Promise<void> {
    const { now, sleep } = this.timing;
    return waitUntilReady(this.target.url, limitMs, now, sleep, this.target.readyPath);
  }

  public closed(texts: readonly string[], turn: ClosedTurn): Promise<Samples> {
    return closedLoop(turn, this.kind(texts), this.timing.now);
  }

  public open(texts: readonly string[], scenario: Scenario): Promise<Samples> {
    return openLoop(scenario, this.kind(texts), this.timing);
  }

  public async predict(texts: readonly string[], timeoutMs: number): Promise<Answer> {
    const { path, body, predictions } = V2_SERVICES.includes(this.target.service) ? V2_BATCHES : LAB_BATCHES;
    const kind = jsonPost({
      url: this.target.url + path,
      status: 200,
      body: () => body(texts),
      isRight: (answer) => predictions(answer, texts.length) !== undefined,
    });
    const { outcome, answer } = await post(kind, 0, timeoutMs);
    return { outcome, predictions: outcome === 'ok' ? predictions(answer, texts.length) : undefined };
  }

  private kind(texts: readonly string[]): RequestKind {
    return describedRequest(
      this.target.url,
      this.described,
      linesOf(this.described, () => texts),
    );
  }
}
