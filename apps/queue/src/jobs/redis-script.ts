import { createHash } from 'node:crypto';
import type Redis from 'ioredis';

/** A Lua script: it runs as one step, nothing comes between its reads and its writes. */
export class RedisScript {
  private readonly sha: string;

  public constructor(private readonly source: string) {
    this.sha = createHash('sha1').update(source).digest('hex');
  }

  public async run(redis: Redis, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    try {
      return await redis.evalsha(this.sha, keys.length, ...keys, ...args);
    } catch (error) {
      // The server was started anew, or never saw the script.
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return redis.eval(this.source, keys.length, ...keys, ...args);
    }
  }
}
