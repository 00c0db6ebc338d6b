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
  return target.service === QUEUE ? new QueueServer(target, timing) : new HttpServer(target, protocolOf(target), timing);
}

/** What an HTTP server of the lab speaks. */
export function protocolOf({ service }: Target): Protocol {
  return V2_SERVICES.includes(service) ? V2 : LAB_PROTOCOL;
}

type OnModel = Parameters<typeof predictRequest>[2];

export interface Protocol {
  readonly name: string;
  readonly readyPath: string;
  /** One text a request. `onModel` is told which model answers, where answers say so. */
  readonly request: (baseUrl: string, texts: readonly string[], onModel: OnModel) => RequestKind;
  readonly body: (texts: readonly string[]) => Buffer;
  readonly predictions: (answer: unknown, count: number) => readonly Prediction[] | undefined;
}

const LAB_PROTOCOL: Protocol = {
  name: 'POST /v1/predict',
  readyPath: '/readyz',
  request: predictRequest,
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
    return closedLoop(
      turn,
      this.spoken.request(this.target.url, texts, () => undefined),
      this.timing.now,
    );
  }

  public open(texts: readonly string[], scenario: Scenario): Promise<Samples> {
    return openLoop(
      scenario,
      this.spoken.request(this.target.url, texts, () => undefined),
      this.timing,
    );
  }

  public async predict(texts: readonly string[], timeoutMs: number): Promise<Answer> {
    const { body, predictions, request } = this.spoken;
    const kind: RequestKind = {
      ...request(this.target.url, texts, () => undefined),
      body: () => body(texts),
      isRight: (answer) => predictions(answer, texts.length) !== undefined,
    };
    const { outcome, answer } = await post(kind, 0, timeoutMs);
    return { outcome, predictions: outcome === 'ok' ? predictions(answer, texts.length) : undefined };
  }
}
