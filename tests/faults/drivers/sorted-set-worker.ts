/** A worker of a sorted set, as its own process: REDIS_URL, TAKING, LEDGER, CALL_MS. */
import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { connection, DONE, WAITING } from './sorted-set-keys';

const AT_ONCE = 16;
const LEASE_MS = 10_000;
const TAKE_LEASES = `
local now = redis.call('TIME')[1] * 1000
local found = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[1])
for _, id in ipairs(found) do redis.call('ZADD', KEYS[1], now + ARGV[2], id) end
return found`;
const END_LEASE = `if redis.call('ZREM', KEYS[1], ARGV[1]) == 1 then redis.call('HSET', KEYS[2], ARGV[1], '1') end`;

const { REDIS_URL = '', TAKING, LEDGER = '', CALL_MS = '1' } = process.env;
const redis = connection(REDIS_URL);

async function take(): Promise<string[]> {
  if (TAKING === 'lease') return (await redis.eval(TAKE_LEASES, 1, WAITING, AT_ONCE, LEASE_MS)) as string[];
  return (await redis.zpopmin(WAITING, AT_ONCE)).filter((_, index) => index % 2 === 0);
}

async function end(text: string): Promise<void> {
  if (TAKING === 'lease') await redis.eval(END_LEASE, 2, WAITING, DONE, text);
  else await redis.hset(DONE, text, '1');
}

async function work(): Promise<void> {
  const texts = await take();
  if (texts.length === 0) {
    await delay(10);
    return;
  }
  appendFileSync(LEDGER, texts.map((text) => `${text}\n`).join(''));
  for (const text of texts) if (text.startsWith('fault:die')) process.kill(process.pid, 'SIGKILL');
  await delay(Number(CALL_MS));
  await Promise.all(texts.map(end));
}

async function main(): Promise<never> {
  for (;;) await work().catch(() => delay(100));
}

void main();
