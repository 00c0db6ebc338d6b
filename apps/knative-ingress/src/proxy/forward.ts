import {
  request as httpRequest,
  type Agent,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { nameOf, type Address } from '../routing/addresses';
import { passedOn } from './headers';

export interface Forwarding {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly headers: OutgoingHttpHeaders;
  /** Addresses to try, the best first, as they are now. */
  readonly addresses: () => readonly Address[];
  /** Counts a request in at an address; the returned function counts it out. */
  readonly begin: (address: Address) => () => void;
  readonly agent: Agent;
  readonly limits: RetryLimits;
}

export interface RetryLimits {
  /** Attempts at one request, including those that found no address. */
  readonly attempts: number;
  /** Pause before another attempt: a revision that changes over has no address for a moment. */
  readonly pauseMs: number;
}

/** How one attempt ended: the answer was begun, or nothing reached a target and another may be tried. */
type Attempt = { readonly isOver: true } | { readonly isOver: false; readonly problem: string };
const OVER: Attempt = { isOver: true };

/** Sends a request to the best address; tries others as long as it is certain that no target saw it. */
export async function forward(forwarding: Forwarding): Promise<void> {
  const { response, addresses, limits } = forwarding;
  const tried = new Set<string>();
  let problem = 'no address is ready';
  for (let attempts = 0; attempts < limits.attempts && !response.destroyed; attempts++) {
    if (attempts > 0) await delay(limits.pauseMs);
    const now = addresses();
    const address = now.find((one) => !tried.has(nameOf(one))) ?? now[0];
    if (address === undefined) continue;
    tried.add(nameOf(address));
    const attempt = await attemptAt(address, forwarding);
    if (attempt.isOver) return;
    problem = attempt.problem;
  }
  answer(response, 503, problem);
}

function attemptAt(address: Address, forwarding: Forwarding): Promise<Attempt> {
  const { request, response, headers, agent } = forwarding;
  const finished = forwarding.begin(address);
  return new Promise((resolve) => {
    let isConnected = false;
    const upstream = httpRequest({ ...address, agent, method: request.method, path: request.url, headers, setHost: false });
    const clientLeft = (): void => void upstream.destroy();
    response.once('close', clientLeft);
    // The body is read from the client only once a target is connected, so that another attempt has all of it.
    upstream.on('socket', (socket) => {
      const start = (): void => {
        isConnected = true;
        if (hasBody(request)) request.pipe(upstream);
        else upstream.end();
      };
      if (socket.connecting) socket.once('connect', start);
      else start();
    });
    upstream.on('response', (incoming) => {
      passBack(incoming, response);
      incoming.once('close', finished);
      resolve(OVER);
    });
    upstream.on('error', (error) => {
      finished();
      response.off('close', clientLeft);
      const isUnseen = !isConnected || (upstream.reusedSocket && !hasBody(request));
      if (isUnseen && !response.headersSent) {
        resolve({ isOver: false, problem: error.message });
        return;
      }
      answer(response, 502, error.message);
      resolve(OVER);
    });
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function passBack(incoming: IncomingMessage, response: ServerResponse): void {
  response.writeHead(incoming.statusCode ?? 502, incoming.statusMessage, passedOn(incoming.headers));
  // Send events of a stream at once.
  response.flushHeaders();
  incoming.pipe(response);
  incoming.once('close', () => {
    if (!incoming.complete) response.destroy();
  });
}

/** Answers in the ingress's own name; a client that has part of an answer is cut off instead. */
export function answer(response: ServerResponse, status: number, text: string): void {
  if (response.headersSent) response.destroy();
  else response.writeHead(status, { 'content-type': 'text/plain' }).end(`knative-ingress: ${text}\n`);
}
