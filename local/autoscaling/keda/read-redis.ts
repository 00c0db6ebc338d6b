import { redisStreamsReading, type Reading, type Source, type StreamGroup, type StreamReplies } from '../../../scaling/keda';

/** Sends a command; rejects with the server's words when it refuses it. */
export type Send = (command: string, ...words: readonly string[]) => Promise<unknown>;

/** How long a key is, by its type. Follows the script of KEDA 8b4f083, pkg/scalers/redis_scaler.go, NewRedisScaler. */
const LENGTH_COMMANDS: Readonly<Record<string, string>> = {
  list: 'LLEN',
  none: 'LLEN',
  set: 'SCARD',
  zset: 'ZCARD',
  hash: 'HLEN',
};

export async function readList({ listName }: Source & { kind: 'redis-list' }, send: Send): Promise<Reading> {
  const type = String(await send('TYPE', listName));
  const command = LENGTH_COMMANDS[type];
  if (command === undefined) return { error: `ERR unsupported key type: ${type}` };
  return { value: Number(await send(command, listName)) };
}

export async function readStream(source: Source & { kind: 'redis-streams' }, send: Send): Promise<Reading> {
  return redisStreamsReading(source, await streamReplies(source, send));
}

async function streamReplies(
  { measure, stream, consumerGroup }: Source & { kind: 'redis-streams' },
  send: Send,
): Promise<StreamReplies> {
  if (measure === 'streamLength') return { length: Number(await send('XLEN', stream)) };
  if (measure === 'pendingEntries') {
    const summary = await send('XPENDING', stream, consumerGroup);
    return { pending: Number(Array.isArray(summary) ? summary[0] : 0) };
  }
  const redisVersion = /^redis_version:(\S+)/m.exec(String(await send('INFO', 'server')))?.[1] ?? '';
  const groups = await streamGroups(stream, send);
  if (groups === undefined) return { redisVersion };
  return { redisVersion, groups, length: Number(await send('XLEN', stream)) };
}

/** Undefined when there is no such stream. */
async function streamGroups(stream: string, send: Send): Promise<StreamGroup[] | undefined> {
  try {
    const groups = await send('XINFO', 'GROUPS', stream);
    return Array.isArray(groups) ? groups.map(streamGroup) : [];
  } catch (error) {
    if (error instanceof Error && error.message.includes('no such key')) return undefined;
    throw error;
  }
}

/** RESP2 gives names and values in turn. */
function streamGroup(reply: unknown): StreamGroup {
  const flat: readonly unknown[] = Array.isArray(reply) ? reply : [];
  const field = (name: string): unknown => flat[flat.indexOf(name) + 1];
  const lag = flat.includes('lag') ? field('lag') : null;
  return { name: String(field('name')), lag: typeof lag === 'number' ? lag : null };
}
