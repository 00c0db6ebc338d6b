/**
 * The steps of a job's record, one script each. A record is a separate hash, apart from BullMQ's:
 *
 *   <prefix>job:<id>      state, times, attempt; after the end it lives as long as its TTL
 *   <prefix>payload:<id>  the texts, until the end
 *   <prefix>result:<id>   its result or error, as JSON: from the end on, as long as the record
 *   <prefix>key:<hash>    the id that belongs to an Idempotency-Key, as long as the record
 *   <prefix>open          sorted set of unfinished ids by the microsecond of their admission
 *   <prefix>totals        bytes held, drain rate, virtual time, and how many jobs ended how
 *   <prefix>clients       jobs, bytes and last tag of each client that has unfinished jobs
 */
import { RedisScript } from './redis-script';

/** Jobs that ended in the last seconds weigh most in the drain rate. */
const DRAIN_MEMORY_MS = 10_000;
/** With this many texts submitted, a client comes one step later in line than without any. */
const TEXTS_PER_STEP = 32;
/** BullMQ's last priority. */
const LAST_PRIORITY = 2_097_152;

const COMMON = `
local function time()
  local t = redis.call('TIME')
  return t[1] * 1000 + math.floor(t[2] / 1000), string.format('%.0f', t[1] * 1000000 + t[2])
end

local function is_over(state) return state ~= 'waiting' and state ~= 'active' end

-- Jobs a second, as they ended lately.
local function drain_rate(totals, now)
  local known = redis.call('HMGET', totals, 'rate', 'rateAt')
  if not known[1] then return 0 end
  return tonumber(known[1]) * math.exp((tonumber(known[2]) - now) / ${DRAIN_MEMORY_MS})
end

-- The end of a job: payload gone, room given back, the record and its key live as long as the TTL.
local function settle(record, payload, result, open, totals, clients, id, state, value)
  local now = time()
  redis.call('DEL', payload)
  if redis.call('ZREM', open, id) == 1 then
    local known = redis.call('HMGET', record, 'client', 'bytes')
    redis.call('HINCRBY', totals, 'bytes', -known[2])
    if redis.call('HINCRBY', clients, 'jobs:' .. known[1], -1) <= 0 then
      redis.call('HDEL', clients, 'jobs:' .. known[1], 'bytes:' .. known[1], 'tag:' .. known[1])
    else
      redis.call('HINCRBY', clients, 'bytes:' .. known[1], -known[2])
    end
    if redis.call('ZCARD', open) == 0 then redis.call('HDEL', totals, 'virtual') end
  end
  redis.call('HSET', record, 'state', state, 'finishedAt', now)
  redis.call('HDEL', record, 'client', 'bytes', 'tag', 'priority')
  local known = redis.call('HMGET', record, 'ttlMs', 'key')
  redis.call('SET', result, value, 'PX', known[1])
  redis.call('PEXPIRE', record, known[1])
  if known[2] and known[2] ~= '' then redis.call('PEXPIRE', known[2], known[1]) end
  redis.call('HINCRBY', totals, state, 1)
  redis.call('HSET', totals, 'rate', drain_rate(totals, now) + 1000 / ${DRAIN_MEMORY_MS}, 'rateAt', now)
  return now
end
`;

/**
 * Room for one more job, and the job in it.
 *
 * KEYS record, payload, open, totals, clients, key
 * ARGV id, digest, payload, client, texts, bytes, ttlMs, maxJobs, maxBytes, clientShare, memoryShare, hasKey
 * Answers [known, id] | [reused] | [full, reason, backlog, rate] | [quota, reason, backlog, rate] | [admitted, priority, createdAt]
 */
export const ADMIT = new RedisScript(`${COMMON}
local record, payload, open, totals, clients, key = unpack(KEYS)
local id, digest, texts, client = unpack(ARGV, 1, 4)
local cost, bytes, ttl, max_jobs, max_bytes, client_share, memory_share, has_key = unpack(ARGV, 5, 12)
cost, bytes, max_jobs, max_bytes, client_share = tonumber(cost), tonumber(bytes), tonumber(max_jobs), tonumber(max_bytes), tonumber(client_share)

if has_key == '1' then
  local known = redis.call('GET', key)
  local known_digest = known and redis.call('HGET', string.sub(record, 1, #record - #id) .. known, 'digest')
  if known_digest == digest then return {'known', known} end
  if known_digest then return {'reused'} end
end

local now, order = time()
local jobs = redis.call('ZCARD', open)
local held = tonumber(redis.call('HGET', totals, 'bytes') or 0)
local rate = tostring(drain_rate(totals, now))
if jobs + 1 > max_jobs then return {'full', 'jobs', jobs, rate} end
if held + bytes > max_bytes then return {'full', 'bytes', jobs, rate} end
local memory = redis.call('INFO', 'memory')
local used, limit = tonumber(memory:match('used_memory:(%d+)')), tonumber(memory:match('maxmemory:(%d+)'))
if limit > 0 and used + bytes > limit * memory_share then return {'full', 'memory', jobs, rate} end

local mine = redis.call('HMGET', clients, 'jobs:' .. client, 'bytes:' .. client, 'tag:' .. client)
local my_jobs, my_bytes = tonumber(mine[1] or 0), tonumber(mine[2] or 0)
if client_share < 1 then
  local most = max_bytes
  if limit > 0 then most = math.min(most, limit * memory_share) end
  if my_jobs + 1 > max_jobs * client_share then return {'quota', 'jobs', my_jobs, rate} end
  if my_jobs > 0 and my_bytes + bytes > most * client_share then return {'quota', 'bytes', my_jobs, rate} end
end

-- Start-time fair queueing: a client's next job starts where its last one ends, and never before what is served now.
local virtual = tonumber(redis.call('HGET', totals, 'virtual') or 0)
local tag = math.max(virtual, tonumber(mine[3] or 0))
local priority = math.min(math.floor(tag), ${LAST_PRIORITY})
redis.call('HSET', clients, 'jobs:' .. client, my_jobs + 1, 'bytes:' .. client, my_bytes + bytes, 'tag:' .. client, tag + cost / ${TEXTS_PER_STEP})
redis.call('HINCRBY', totals, 'bytes', bytes)
redis.call('ZADD', open, order, id)
redis.call('SET', payload, texts)
redis.call('HSET', record, 'state', 'waiting', 'createdAt', now, 'digest', digest, 'client', client, 'bytes', bytes,
  'tag', tag, 'priority', priority, 'ttlMs', ttl, 'key', has_key == '1' and key or '')
if has_key == '1' then redis.call('SET', key, id) end
return {'admitted', priority, now}
`);

/**
 * A worker begins a job. The number of the attempt is its fencing token: only the attempt that began last may end it.
 *
 * KEYS record, payload, totals; ARGV maxAttempts
 * Answers [over] | [spent, token] | [begun, token, payload, createdAt, now]
 */
export const BEGIN = new RedisScript(`${COMMON}
local record, payload, totals = unpack(KEYS)
local known = redis.call('HMGET', record, 'state', 'tag', 'createdAt')
if not known[1] or is_over(known[1]) then return {'over'} end
local now = time()
local attempt = redis.call('HINCRBY', record, 'attempt', 1)
redis.call('HSET', record, 'state', 'active', 'startedAt', now)
if tonumber(known[2]) > tonumber(redis.call('HGET', totals, 'virtual') or 0) then redis.call('HSET', totals, 'virtual', known[2]) end
local texts = redis.call('GET', payload)
if attempt > tonumber(ARGV[1]) or not texts then return {'spent', attempt} end
return {'begun', attempt, texts, known[3], now}
`);

/**
 * Writes the one terminal record of a job. It frees room, so it also runs in a full store.
 *
 * KEYS record, payload, result, open, totals, clients; ARGV id, token, state, value
 * Answers the time of the end, or 0 when another attempt has the job or it is over.
 */
export const FINISH = new RedisScript(`#!lua flags=allow-oom
${COMMON}
local record, payload, result, open, totals, clients = unpack(KEYS)
local known = redis.call('HMGET', record, 'state', 'attempt')
if known[1] ~= 'active' or known[2] ~= ARGV[2] then return 0 end
return settle(record, payload, result, open, totals, clients, ARGV[1], ARGV[3], ARGV[4])
`);

/** An attempt failed and another will follow. KEYS record; ARGV token. Answers 1, or 0 when another attempt has the job. */
export const GIVE_BACK = new RedisScript(`#!lua flags=allow-oom
local known = redis.call('HMGET', KEYS[1], 'state', 'attempt')
if known[1] ~= 'active' or known[2] ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'state', 'waiting')
return 1
`);

/**
 * KEYS record, payload, result, open, totals, clients; ARGV id, value
 * Answers the state before, or nothing when there is no such job.
 */
export const CANCEL = new RedisScript(`#!lua flags=allow-oom
${COMMON}
local record, payload, result, open, totals, clients = unpack(KEYS)
local state = redis.call('HGET', record, 'state')
if state and not is_over(state) then settle(record, payload, result, open, totals, clients, ARGV[1], 'cancelled', ARGV[2]) end
return state
`);

/**
 * KEYS record, result, open, totals; ARGV id
 * Answers nothing, or [state, createdAt, startedAt, finishedAt, result, place in line, drain rate].
 */
export const LOOK = new RedisScript(`${COMMON}
local record, result, open, totals = unpack(KEYS)
local known = redis.call('HMGET', record, 'state', 'createdAt', 'startedAt', 'finishedAt')
if not known[1] then return {} end
return {known[1], known[2], known[3], known[4], redis.call('GET', result), redis.call('ZRANK', open, ARGV[1]),
  tostring(drain_rate(totals, (time())))}
`);

/** KEYS open, totals. Answers [age of the oldest unfinished job in ms, or nothing; jobs that end a second]. */
export const FLOW = new RedisScript(`${COMMON}
local now, order = time()
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]
return {oldest and math.floor((order - oldest) / 1000), tostring(drain_rate(KEYS[2], now))}
`);

/**
 * Unfinished jobs that BullMQ does not know: their API died between the two, or BullMQ gave them up.
 *
 * KEYS open; ARGV prefix of records, prefix of BullMQ's jobs, age in ms from which a job is looked at, most answers
 * Answers [id, priority, id, priority, …]
 */
export const STRAYS = new RedisScript(`${COMMON}
local _, order = time()
local found = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', order - ARGV[3] * 1000))) do
  if redis.call('EXISTS', ARGV[2] .. id) == 0 then
    table.insert(found, id)
    table.insert(found, redis.call('HGET', ARGV[1] .. id, 'priority') or '0')
    if #found >= 2 * ARGV[4] then break end
  end
end
return found
`);
