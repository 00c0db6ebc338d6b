import { createHash } from 'node:crypto';
import type Redis from 'ioredis';

/** A Lua script. It is atomic: nothing happens between its reads and its writes. */
export class RedisScript {
  private readonly sha: string;

  public constructor(private readonly source: string) {
    this.sha = createHash('sha1').update(source).digest('hex');
  }

  public async run(redis: Redis, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    try {
      return await redis.evalsha(this.sha, keys.length, ...keys, ...args);
    } catch (error) {
      // The server has restarted, or never saw the script.
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return redis.eval(this.source, keys.length, ...keys, ...args);
    }
  }
}
