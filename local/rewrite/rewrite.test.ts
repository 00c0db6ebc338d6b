import fc from 'fast-check';
import { expand } from './expand';
import { rewriteNames, rewriteWildcard, type NamedService } from './names';
import { rewritePaths } from './paths';

const DATA = [{ mountPath: '/data', hostPath: '/run/pods/redis-0/data' }];

test.each([
  ['/data', '/run/pods/redis-0/data'],
  ['/data/aof/1', '/run/pods/redis-0/data/aof/1'],
  ['--dir=/data', '--dir=/run/pods/redis-0/data'],
  ['file:///data/x', 'file:///run/pods/redis-0/data/x'],
  ['{"dir": "/data", "other": "/data/b"}', '{"dir": "/run/pods/redis-0/data", "other": "/run/pods/redis-0/data/b"}'],
  ['/bin:/data/bin', '/bin:/run/pods/redis-0/data/bin'],
  ['written to /data.', 'written to /run/pods/redis-0/data.'],
])('the mount path in %s is rewritten', (text, expected) => {
  expect(rewritePaths(text, DATA)).toBe(expected);
});

test.each([
  '/database',
  '/data.json',
  './data',
  'a/data',
  'http://host/data',
  'http://host:8000/data',
  'data',
  '/data-2',
  '~/data',
])('%s holds no mount path and stays', (text) => {
  expect(rewritePaths(text, DATA)).toBe(text);
});

test('the longest mount path wins', () => {
  const nested = [...DATA, { mountPath: '/data/cache/', hostPath: '/run/cache' }];
  expect(rewritePaths('/data/cache/x /data/y', nested)).toBe('/run/cache/x /run/pods/redis-0/data/y');
});

test('a path that maps to itself stays, even when something is mounted above it', () => {
  const asItIs = [...DATA, { mountPath: '/data/own', hostPath: '/data/own' }];
  expect(rewritePaths('{"own":"/data/own","file":"/data/own/x","other":"/data/x"}', asItIs)).toBe(
    '{"own":"/data/own","file":"/data/own/x","other":"/run/pods/redis-0/data/x"}',
  );
});

test('special characters of patterns are literal in mount paths', () => {
  expect(rewritePaths('/a.b+c/x /aXb+c', [{ mountPath: '/a.b+c', hostPath: '/h' }])).toBe('/h/x /aXb+c');
});

test('a text without the mount path is never touched', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!text.includes('/data'));
      expect(rewritePaths(text, DATA)).toBe(text);
    }),
  );
});

const segment = fc.stringMatching(/^[a-z0-9_-]{1,8}$/);

test('any file below a mount is found below its host path', () => {
  fc.assert(
    fc.property(
      segment,
      fc.array(segment, { maxLength: 4 }),
      fc.constantFrom('', '--dir=', 'file://', '"'),
      (mount, below, before) => {
        const rest = below.map((part) => `/${part}`).join('');
        const mappings = [{ mountPath: `/${mount}`, hostPath: '/host' }];
        expect(rewritePaths(`${before}/${mount}${rest}`, mappings)).toBe(`${before}/host${rest}`);
      },
    ),
  );
});

const SERVICES: readonly NamedService[] = [
  { namespace: 'lab', name: 'redis', address: '127.64.1.1', ports: new Map([[6379, 6379]]) },
  { namespace: 'lab', name: 'web', address: '127.64.1.2', ports: new Map([[80, 10080]]) },
  { namespace: 'lab', name: 'redis-0.redis', address: '127.64.2.1', ports: new Map([[6379, 6379]]) },
  { namespace: 'other', name: 'redis', address: '127.64.1.9', ports: new Map([[6379, 6379]]) },
];

test.each([
  ['redis://redis:6379', 'redis://127.64.1.1:6379'],
  ['redis://user:p%40ss@redis.lab:6379/0', 'redis://user:p%40ss@127.64.1.1:6379/0'],
  ['redis://redis.lab.svc.cluster.local:6379', 'redis://127.64.1.1:6379'],
  ['redis://redis.lab.svc.cluster.local.:6379', 'redis://127.64.1.1:6379'],
  ['redis://redis.other.svc:6379', 'redis://127.64.1.9:6379'],
  ['redis://redis-0.redis.lab.svc.cluster.local:6379', 'redis://127.64.2.1:6379'],
  ['redis://redis', 'redis://127.64.1.1'],
  ['http://web/v1?u=http://web:80/x', 'http://127.64.1.2:10080/v1?u=http://127.64.1.2:10080/x'],
  ['redis:6379', '127.64.1.1:6379'],
  ['host redis.lab.svc port 6379', 'host 127.64.1.1 port 6379'],
  ['{"url":"http://web.lab:80/a"}', '{"url":"http://127.64.1.2:10080/a"}'],
])('names in %s become addresses', (text, expected) => {
  expect(rewriteNames(text, 'lab', SERVICES)).toBe(expected);
});

test.each([
  'redis',
  'redis://redis.example.com:6379',
  'redis://my-redis:6379',
  'http://example.com/redis:6379',
  'redis:7',
  'https://redis.io/docs',
  'me@redis.lab.svc',
  '//redis-cluster',
])('%s names nothing of the lab and stays', (text) => {
  expect(rewriteNames(text, 'lab', SERVICES)).toBe(text);
});

test('a short name means the Service of the same namespace', () => {
  expect(rewriteNames('redis://redis:6379', 'other', SERVICES)).toBe('redis://127.64.1.9:6379');
  expect(rewriteNames('http://web:80', 'other', SERVICES)).toBe('http://web:80');
});

test('rewriting names twice changes nothing more', () => {
  const text = fc.array(
    fc.constantFrom(
      'http://',
      'redis',
      '.lab',
      '.svc',
      '.cluster.local',
      ':6379',
      ':80',
      '/',
      ' ',
      'web',
      '"',
      '-',
      'redis-0.',
      '@',
      'x',
    ),
  );
  fc.assert(
    fc.property(text, (parts) => {
      const once = rewriteNames(parts.join(''), 'lab', SERVICES);
      expect(rewriteNames(once, 'lab', SERVICES)).toBe(once);
    }),
  );
});

test('a text without names of Services is never touched', () => {
  fc.assert(
    fc.property(fc.webUrl(), (url) => {
      expect(rewriteNames(url, 'lab', SERVICES)).toBe(url);
    }),
  );
});

test('the wildcard address is the address of the pod', () => {
  expect(
    ['0.0.0.0', '0.0.0.0:8000', '--host=0.0.0.0', '10.0.0.0', '0.0.0.0/0'].map((text) => rewriteWildcard(text, '127.64.2.1')),
  ).toEqual(['127.64.2.1', '127.64.2.1:8000', '--host=127.64.2.1', '10.0.0.0', '0.0.0.0/0']);
});

// Transcribed from Kubernetes v1.34, third_party/forked/golang/expansion/expand_test.go, TestMapReference and doExpansionTest.
test.each([
  ['$(VAR_A)', 'A'],
  ['___$(VAR_B)___', '___B___'],
  ['$(VAR_A)$(VAR_B)', 'AB'],
  ['$$(VAR_A)', '$(VAR_A)'],
  ['$$$(VAR_A)', '$A'],
  ['$$$$(VAR_A)', '$$(VAR_A)'],
  ['$(VAR_DNE)', '$(VAR_DNE)'],
  ['$VAR_A', '$VAR_A'],
  ['$(VAR_EMPTY)', ''],
  ['foo$', 'foo$'],
  ['$?_boo_$!', '$?_boo_$!'],
  ['$(foo', '$(foo'],
  ['$()', '$()'],
])('%s expands to %s', (text, expected) => {
  const values: Record<string, string> = { VAR_A: 'A', VAR_B: 'B', VAR_EMPTY: '' };
  expect(expand(text, (name) => values[name])).toBe(expected);
});
