import type { Target } from '../../contract/job';
import type { Scenario } from '../../contract/scenario';
import { post, waitUntilReady } from '../http';
import { closedLoop } from '../load/closed-loop';
import { openLoop, type Timing } from '../load/open-loop';
import { jsonBody, predictAnswer, predictRequest, type Prediction } from '../load/predict';
import type { RequestKind } from '../load/request';
import type { Samples } from '../load/samples';
import type { Answer, ClosedTurn, ModelServer } from './model-server';
import { QueueServer } from './queue-server';
import { v2Body, v2Predictions, v2Request } from './v2';

const V2_SERVICES = ['triton', 'kserve'];
const QUEUE = 'queue';

export function serverOf(target: Target, timing: Timing): ModelServer {
  if (target.service === QUEUE) return new QueueServer(target, timing);
  return V2_SERVICES.includes(target.service) ? new HttpServer(target, V2, timing) : new HttpServer(target, LAB_PROTOCOL, timing);
}

interface Protocol {
  readonly name: string;
  readonly readyPath: string;
  readonly request: (baseUrl: string, texts: readonly string[]) => RequestKind;
  readonly body: (texts: readonly string[]) => Buffer;
  readonly predictions: (answer: unknown, count: number) => readonly Prediction[] | undefined;
}

const LAB_PROTOCOL: Protocol = {
  name: 'POST /v1/predict',
  readyPath: '/readyz',
  request: (baseUrl, texts) => predictRequest(baseUrl, texts, () => undefined),
  body: (texts) => jsonBody({ texts }),
  predictions: (answer, count) => predictAnswer(answer, count)?.predictions,
};

const V2: Protocol = {
  name: 'v2 infer, HTTP',
  readyPath: '/v2/health/ready',
  request: v2Request,
  body: v2Body,
  predictions: v2Predictions,
};

class HttpServer implements ModelServer {
  public readonly protocol: string;

  public constructor(
    public readonly target: Target,
    private readonly spoken: Protocol,
    private readonly timing: Timing,
  ) {
    this.protocol = spoken.name;
  }

  public waitUntilReady(limitMs: number): Promise<void> {
    const { now, sleep } = this.timing;
    return waitUntilReady(this.target.url, limitMs, now, sleep, this.spoken.readyPath);
  }

  public closed(texts: readonly string[], turn: ClosedTurn): Promise<Samples> {
    return closedLoop(turn, this.spoken.request(this.target.url, texts), this.timing.now);
  }

  public open(texts: readonly string[], scenario: Scenario): Promise<Samples> {
    return openLoop(scenario, this.spoken.request(this.target.url, texts), this.timing);
  }

  public async predict(texts: readonly string[], timeoutMs: number): Promise<Answer> {
    const { body, predictions, request } = this.spoken;
    const kind: RequestKind = {
      ...request(this.target.url, texts),
      body: () => body(texts),
      isRight: (answer) => predictions(answer, texts.length) !== undefined,
    };
    const { outcome, answer } = await post(kind, 0, timeoutMs);
    return { outcome, predictions: outcome === 'ok' ? predictions(answer, texts.length) : undefined };
  }
}
