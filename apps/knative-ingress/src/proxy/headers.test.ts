import type { IncomingMessage } from 'node:http';
import { splitTo } from '../testing/cluster';
import { passedOn, requestHeaders } from './headers';

const request = (headers: Record<string, string>) =>
  ({ headers, socket: { remoteAddress: '::ffff:10.0.0.9' } }) as unknown as IncomingMessage;

test('headers of one connection are not passed on, including those that it names', () => {
  const headers = { connection: 'keep-alive, X-Hop', 'keep-alive': 'timeout=5', 'x-hop': '1', te: 'trailers', 'x-other': '2' };
  expect(passedOn(headers)).toEqual({ 'x-other': '2' });
});

test('a target learns who the client is, through all proxies in between', () => {
  const headers = requestHeaders(request({ host: 'web.lab', 'x-forwarded-for': '10.0.0.1' }), { splits: [] }, splitTo('web'));
  expect(headers).toEqual({
    host: 'web.lab',
    'x-forwarded-for': '10.0.0.1, 10.0.0.9',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': 'web.lab',
  });
});

test('headers that path and split append replace those of the client, and the host may be rewritten', () => {
  const path = { splits: [], appendHeaders: { 'Knative-Serving-Namespace': 'lab' }, rewriteHost: 'web.other' };
  const split = splitTo('web', 100, { 'Knative-Serving-Revision': 'web-00002' });
  const headers = requestHeaders(request({ host: 'web.lab', 'knative-serving-revision': 'forged' }), path, split);
  expect(headers).toMatchObject({
    host: 'web.other',
    'x-forwarded-host': 'web.lab',
    'knative-serving-namespace': 'lab',
    'knative-serving-revision': 'web-00002',
  });
});
