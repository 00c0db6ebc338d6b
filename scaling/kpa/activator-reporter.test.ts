import { ActivatorReporter, needsTickNow } from './activator-reporter';
import { RequestStats } from './request-stats';

test('the first request is reported at once as one, and only once', () => {
  const reporter = new ActivatorReporter();

  expect(reporter.requestIn(1000)).toMatchObject({ averageConcurrentRequests: 1, requestCount: 1 });
  expect(reporter.requestIn(1000)).toBeUndefined();
  expect(reporter.report(2000)).toMatchObject({ averageConcurrentRequests: 1, requestCount: 1 });
  expect(reporter.report(3000)).toMatchObject({ averageConcurrentRequests: 2, requestCount: 0 });
});

test('two requests of half a second each are a concurrency of one', () => {
  const stats = new RequestStats(0);
  stats.requestIn(0, 'direct');
  stats.requestOut(500, 'direct');
  stats.requestIn(500, 'activator');
  stats.requestOut(1000, 'activator');

  expect(stats.report(1000)).toEqual({
    averageConcurrentRequests: 1,
    averageProxiedConcurrentRequests: 0.5,
    requestCount: 2,
    proxiedRequestCount: 1,
  });
});

test('after a second without requests there is one report of zero, then silence until the next request', () => {
  const reporter = new ActivatorReporter();
  reporter.requestIn(0);
  reporter.requestOut(400);

  expect(reporter.report(1000)?.averageConcurrentRequests).toBe(0);
  expect(reporter.report(2000)).toMatchObject({ averageConcurrentRequests: 0, requestCount: 0 });
  expect(reporter.report(3000)).toBeUndefined();
  expect(reporter.requestIn(3100)).toMatchObject({ requestCount: 1 });
});

test('a report pokes an autoscaler that wants zero pods, and no other', () => {
  const first = new ActivatorReporter().requestIn(0)!;

  expect(needsTickNow(0, first)).toBe(true);
  expect(needsTickNow(-1, first)).toBe(false);
  expect(needsTickNow(2, first)).toBe(false);
});
