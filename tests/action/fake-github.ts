import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface FakeComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly type: 'Bot' | 'User' };
}

export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const PATH = /^\/repos\/shop\/deploy\/issues\/(?:7\/comments|comments\/(\d+))$/;

/** The three calls of GitHub's API that the poster makes, for pull request 7 of shop/deploy. */
export class FakeGithub {
  public readonly comments: FakeComment[] = [];
  public readonly calls: string[] = [];
  /** Answers to give first, before the real ones, to calls of a method. */
  public readonly failures: { readonly method: string; readonly answer: FakeAnswer | 'hang up' }[] = [];
  /** A token that may only read. */
  public isReadOnly = false;
  private readonly server: Server;
  private nextId = 1000;

  public constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request).then((answer) => {
        if (answer === 'hang up') request.socket.destroy();
        else response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body ?? { message: 'refused' }));
      });
    });
  }

  public async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  public add(body: string, type: FakeComment['user']['type'] = 'Bot'): void {
    this.comments.push({ id: this.nextId++, body, user: { login: type === 'Bot' ? 'github-actions[bot]' : 'ada', type } });
  }

  private async answer(request: IncomingMessage): Promise<(FakeAnswer & { readonly body?: unknown }) | 'hang up'> {
    const { method = '', headers } = request;
    const url = new URL(request.url ?? '/', 'http://localhost');
    this.calls.push(`${method} ${url.pathname}${url.search}`);
    const failure = this.failures[0];
    if (failure?.method === method) {
      this.failures.shift();
      return failure.answer;
    }
    if (headers.authorization !== 'Bearer secret') return { status: 401 };
    const match = PATH.exec(url.pathname);
    if (match === null) return { status: 404 };
    if (method === 'GET') {
      const [page, perPage] = [Number(url.searchParams.get('page')), Number(url.searchParams.get('per_page'))];
      return { status: 200, body: this.comments.slice((page - 1) * perPage, page * perPage) };
    }
    if (this.isReadOnly) return { status: 403 };
    const { body } = JSON.parse(await textOf(request)) as { body: string };
    if (body.length > 65_536) return { status: 422 };
    if (method === 'POST') {
      this.add(body);
      return { status: 201, body: {} };
    }
    const comment = this.comments.find(({ id }) => id === Number(match[1]));
    if (comment === undefined) return { status: 404 };
    comment.body = body;
    return { status: 200, body: {} };
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
