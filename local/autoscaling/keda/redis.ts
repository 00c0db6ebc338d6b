import { Redis } from 'ioredis';

export interface RedisOptions {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly username: string;
  readonly password: string;
}

/** The default of go-redis for reading and writing, which KEDA does not change. */
const TIMEOUT_MS = 3000;

interface Client {
  readonly redis: Redis;
  readonly lose: (error: Error) => void;
  /** Why the connection was given up. */
  lost?: Error;
}

/** One connection to a Redis server, opened by the first command and again after it was lost. Commands are pipelined. */
export class RedisConnection {
  private client: Client | undefined;

  public constructor(private readonly options: RedisOptions) {}

  /** Rejects with the server's words when it refuses the command, with another error when it does not answer. */
  public async send(command: string, ...words: readonly string[]): Promise<unknown> {
    const client = (this.client ??= this.open());
    try {
      const reply = await client.redis.call(command, ...words);
      // AUTH or SELECT was refused, but the server still answered the commands after it.
      if (client.lost !== undefined) throw client.lost;
      return reply;
    } catch (error) {
      if ((error as Error).name !== 'ReplyError') client.lose(error as Error);
      throw client.lost ?? error;
    }
  }

  public close(): void {
    this.client?.lose(new Error('closed'));
  }

  private open(): Client {
    const { host, port, database, username, password } = this.options;
    const redis = new Redis({
      host,
      port,
      connectTimeout: TIMEOUT_MS,
      commandTimeout: TIMEOUT_MS,
      retryStrategy: () => null,
      enableReadyCheck: false,
      disableClientInfo: true,
    });
    const client: Client = {
      redis,
      lose: (error) => {
        client.lost ??= inWordsOfGoRedis(error);
        if (this.client === client) this.client = undefined;
        if (redis.status !== 'end') redis.disconnect();
      },
    };
    redis.on('error', client.lose);
    redis.on('end', () => client.lose(new Error('the connection was closed')));
    // Sent by hand: ioredis goes on when the server refuses its own options, and go-redis does not.
    if (password !== '') redis.call('AUTH', ...(username === '' ? [] : [username]), password).catch(client.lose);
    if (database !== 0) redis.call('SELECT', database).catch(client.lose);
    return client;
  }
}

function inWordsOfGoRedis(error: Error): Error {
  if (error.message === 'Command timed out') return new Error('i/o timeout');
  return error.name === 'ParserError' ? new Error('this is not a Redis server') : error;
}
