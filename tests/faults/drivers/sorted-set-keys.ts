import Redis from 'ioredis';

export type Taking = 'zpopmin' | 'lease';

export const WAITING = 'faults:waiting';
export const DONE = 'faults:done';

export function connection(url: string): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, retryStrategy: () => 100 });
  redis.on('error', () => undefined);
  return redis;
}
