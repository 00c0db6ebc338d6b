import { connect, type Socket } from 'node:net';
import type { Clock, Timer } from '../../clock';
import { encodeCommand, parseReply, RedisError, type Reply } from './redis-reply';

export interface RedisOptions {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly username: string;
  readonly password: string;
  readonly clock: Clock;
}

/** go-redis' default for reading and writing, which KEDA leaves. */
const TIMEOUT_MS = 3000;

interface Pending {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

/** One connection to a Redis server, opened by the first command and again after it was lost. Commands are pipelined. */
export class RedisConnection {
  private socket: Socket | undefined;
  private timer: Timer | undefined;
  private readonly pending: Pending[] = [];
  private received = Buffer.alloc(0);

  public constructor(private readonly options: RedisOptions) {}

  /** Rejects with a RedisError when the server refuses the command, with another error when it does not answer. */
  public send(...words: readonly string[]): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const socket = this.socket ?? this.open();
      const settle = (reply: Reply): void => {
        if (reply instanceof RedisError) reject(reply);
        else resolve(reply);
      };
      this.enqueue(socket, words, { resolve: settle, reject });
    });
  }

  public close(): void {
    this.drop(new Error('closed'));
  }

  private open(): Socket {
    const { host, port, database, username, password } = this.options;
    const socket = connect({ host, port, noDelay: true });
    this.socket = socket;
    socket.on('data', (chunk) => this.take(chunk));
    socket.on('error', (error) => this.drop(error, socket));
    socket.on('close', () => this.drop(new Error('the connection was closed'), socket));
    const greeting: string[][] = [];
    if (password !== '') greeting.push(username === '' ? ['AUTH', password] : ['AUTH', username, password]);
    if (database !== 0) greeting.push(['SELECT', String(database)]);
    for (const words of greeting) {
      const check = (reply: Reply): void => {
        if (reply instanceof RedisError) this.drop(reply, socket);
      };
      this.enqueue(socket, words, { resolve: check, reject: () => undefined });
    }
    return socket;
  }

  private enqueue(socket: Socket, words: readonly string[], pending: Pending): void {
    this.pending.push(pending);
    socket.write(encodeCommand(words));
    this.timer ??= this.options.clock.after(TIMEOUT_MS, () => this.drop(new Error('i/o timeout'), socket));
  }

  private take(chunk: Buffer): void {
    this.received = Buffer.concat([this.received, chunk]);
    let next = 0;
    try {
      for (let parsed = parseReply(this.received, 0); parsed !== undefined; parsed = parseReply(this.received, next)) {
        next = parsed.next;
        this.pending.shift()?.resolve(parsed.reply);
      }
    } catch (error) {
      this.drop(error as Error);
      return;
    }
    this.received = this.received.subarray(next);
    if (this.pending.length > 0) return;
    this.timer?.cancel();
    this.timer = undefined;
  }

  /** Everything that waits for this socket fails; the next command opens another. */
  private drop(error: Error, socket = this.socket): void {
    if (socket === undefined || socket !== this.socket) return;
    this.socket = undefined;
    this.timer?.cancel();
    this.timer = undefined;
    this.received = Buffer.alloc(0);
    socket.destroy();
    for (const { reject } of this.pending.splice(0)) reject(error);
  }
}
