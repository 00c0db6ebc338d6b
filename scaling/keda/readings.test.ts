import { metricMilli } from './metric-value';
import { redisStreamsReading } from './readings';
import { metricName } from './scaler';

const stream = {
  kind: 'redis-streams',
  addresses: ['redis:6379'],
  databaseIndex: 0,
  stream: 'jobs',
  consumerGroup: 'workers',
  measure: 'lag',
} as const;

test('the lag of a group that does not exist yet is the length of the stream', () => {
  const replies = { redisVersion: '7.2.4', groups: [{ name: 'others', lag: 1 }], length: 42 };

  expect(redisStreamsReading(stream, replies)).toEqual({ value: 42 });
});

test('the lag of a known group is what Redis says, -1 when Redis cannot tell, 0 without a stream', () => {
  const group = (lag: number | null) => ({ redisVersion: '8.0.0', groups: [{ name: 'workers', lag }], length: 42 });

  expect(redisStreamsReading(stream, group(3))).toEqual({ value: 3 });
  expect(redisStreamsReading(stream, group(null))).toEqual({ value: -1 });
  expect(redisStreamsReading(stream, { redisVersion: '8.0.0' })).toEqual({ value: 0 });
});

test('lag needs Redis 7', () => {
  expect(redisStreamsReading(stream, { redisVersion: '6.2.14', groups: [] })).toEqual({
    error: 'lag needs Redis 7 or newer, this is 6.2.14',
  });
});

test('pending entries and length are taken as they are', () => {
  expect(redisStreamsReading({ ...stream, measure: 'pendingEntries' }, { pending: 7 })).toEqual({ value: 7 });
  expect(redisStreamsReading({ ...stream, measure: 'streamLength' }, { length: 9 })).toEqual({ value: 9 });
});

test('a metric is rounded to thousandths, a tie to the even one, and is never negative', () => {
  expect([0.0625, 0.1875, 0.3125, 0.0004, 0.0005, 2.0015, 7].map(metricMilli)).toEqual([62, 188, 312, 0, 1, 2002, 7000]);
  expect([-1, Number.NaN, Infinity].map(metricMilli)).toEqual([0, 0, 0]);
});

test('a metric name starts with its position and has no forbidden characters', () => {
  expect(metricName(2, 'redis-bull:jobs.v1:wait')).toBe('s2-redis-bull-jobs-v1-wait');
});
