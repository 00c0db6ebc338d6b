import Redis, { type RedisOptions } from 'ioredis';
import type { FastifyBaseLogger } from 'fastify';
import type { RedisConfig } from '../config';

const LONGEST_RETRY_MS = 1000;
const COMMAND_TIMEOUT_MS = 1500;

function retryDelayMs(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 10), LONGEST_RETRY_MS);
}

/** What the environment leaves out, the URL may say. */
function signIn({ REDIS_USERNAME: username, REDIS_PASSWORD: password }: RedisConfig): RedisOptions {
  return { ...(username === undefined ? {} : { username }), ...(password === undefined ? {} : { password }) };
}

/**
 * For requests that need an answer: a command fails at once while the connection is down, and after
 * COMMAND_TIMEOUT_MS when the server is silent. Reconnects for ever.
 */
export function impatientConnection(config: RedisConfig): Redis {
  return new Redis(config.REDIS_URL, {
    ...signIn(config),
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: retryDelayMs,
  });
}

/** For a worker: commands wait until the server is back, as BullMQ requires of blocking clients. */
export function patientConnection(config: RedisConfig): Redis {
  return new Redis(config.REDIS_URL, { ...signIn(config), maxRetriesPerRequest: null, retryStrategy: retryDelayMs });
}

/** One line when the connection is lost and one when it is back, not one per attempt. */
export function logConnectionChanges(redis: Redis, log: FastifyBaseLogger): void {
  let down = false;
  redis.on('error', (error: Error) => {
    if (!down) log.warn({ reason: error.message }, 'Redis is away; connecting until it is back');
    down = true;
  });
  redis.on('ready', () => {
    log.info('Redis is connected');
    down = false;
  });
}
