import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { offeredOf } from './offered';
import { requestOfFlags } from './request';
import { parseSlo } from './slo';
import { loadTarget } from './target';

const folder = mkdtempSync(join(tmpdir(), 'load-flags-'));
afterAll(() => rmSync(folder, { recursive: true }));

const names = (addresses: Readonly<Record<string, readonly string[]>>) => (host: string) =>
  Promise.resolve(addresses[host] ?? []);

describe('where load may go', () => {
  test.each(['http://localhost:8000/a?b=c', 'http://127.0.0.1:8000/a?b=c', 'http://[::1]:8000/a?b=c'])(
    '%s freely',
    async (url) => {
      const target = await loadTarget(url, false, names({ localhost: ['127.0.0.1', '::1'] }));
      expect(target.path).toBe('/a?b=c');
      expect(target.origin).toMatch(/^http:\/\/(127\.0\.0\.1|\[::1\]):8000$/);
    },
  );

  test('a name goes to the address that was checked, under its own name', async () => {
    const target = await loadTarget('http://shop.test:81/', false, names({ 'shop.test': ['10.0.0.7'] }));
    expect(target).toEqual({ origin: 'http://10.0.0.7:81', path: '/', headers: { host: 'shop.test:81' } });
  });

  test('one public address among private ones is enough to ask', async () => {
    const resolve = names({ 'shop.test': ['10.0.0.7', '8.8.8.8'] });
    await expect(loadTarget('http://shop.test/', false, resolve)).rejects.toThrow(
      /8\.8\.8\.8.*public(.|\n)*--i-may-load-this-host/,
    );
    await expect(loadTarget('http://shop.test/', true, resolve)).resolves.toMatchObject({ origin: 'http://10.0.0.7' });
  });

  test('an encrypted connection keeps the name of its certificate', async () => {
    const target = await loadTarget('https://shop.test/', false, names({ 'shop.test': ['10.0.0.7'] }));
    expect(target).toEqual({ origin: 'https://shop.test', path: '/', headers: {} });
  });

  test('the user of a URL becomes a header', async () => {
    const { origin, headers } = await loadTarget('http://me:p%40ss@127.0.0.1/', false);
    expect([origin, headers]).toEqual([
      'http://127.0.0.1',
      { authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}` },
    ]);
  });

  test.each([
    ['no url', /is no URL/],
    ['grpc://localhost:8001', /put an HTTP gateway in front/],
    ['ws://localhost/', /ws: is not measured/],
    ['http://nowhere.test/', /no name that this machine can resolve/],
    ['http://169.254.169.254/latest/meta-data', /public address/],
  ])('%s is refused', async (url, problem) => {
    await expect(loadTarget(url, false, names({}))).rejects.toThrow(problem);
  });
});

test.each([
  ['p95=100ms', { p95Ms: 100, errorRate: 0.01 }],
  ['p95=1.5s,errors=0%', { p95Ms: 1500, errorRate: 0 }],
  ['errors=5%', { p95Ms: 250, errorRate: 0.05 }],
])('--slo %s', (text, slo) => expect(parseSlo(text)).toEqual(slo));

test.each(['p99=1s', 'p95=0ms', 'p95=250', 'errors=1', ''])('--slo %s is refused', (text) =>
  expect(() => parseSlo(text)).toThrow(/Write it as p95=250ms/),
);

describe('the request of flags', () => {
  const target = { origin: 'http://127.0.0.1', path: '/p', headers: {} };
  const none = { header: [], expectJson: [] };

  test('carries body, data, headers and the success check', () => {
    writeFileSync(join(folder, 'body.json'), '{"text": {{json}}}');
    writeFileSync(join(folder, 'texts.txt'), 'a\nb\n');
    const request = requestOfFlags(target, {
      header: ['X-Key: a:b'],
      body: join(folder, 'body.json'),
      data: join(folder, 'texts.txt'),
      expectStatus: ['200', '202'],
      expect: 'label',
      expectJson: ["$.outputs[?@.name=='label'].data=^a=b$"],
    });
    expect(request).toEqual({
      method: 'POST',
      path: '/p',
      headers: { 'X-Key': 'a:b' },
      body: '{"text": {{json}}}',
      lines: ['a', 'b'],
      success: { status: [200, 202], matches: 'label', json: { "$.outputs[?@.name=='label'].data": '^a=b$' } },
    });
  });

  test.each([
    [{ ...none, body: '/nowhere/body.json' }, /--body \/nowhere\/body.json\n +cannot be read \(ENOENT\)/],
    [{ ...none, method: 'fetch' }, /--method/],
    [{ ...none, header: ['nothing'] }, /has no :/],
    [{ ...none, expectJson: ['$..a=b'] }, /names and indexes/],
    [{ ...none, expect: '(' }, /no regular expression/],
    [{ ...none, expectStatus: ['ok'] }, /--expect/],
  ])('%j is refused by its flag', (flags, problem) => expect(() => requestOfFlags(target, flags)).toThrow(problem));
});

describe('the load of flags', () => {
  test('is left to the lab without any', () => expect(offeredOf({ timeout: '10' })).toBeUndefined());

  test('is one rate, or clients that wait', () => {
    expect(offeredOf({ rps: '2.5', timeout: '3' })).toMatchObject({ phases: [{ rps: 2.5 }], timeoutMs: 3000 });
    expect(offeredOf({ concurrency: '4', timeout: '3' })).toMatchObject({ concurrency: 4 });
  });

  test('is a scenario of ten minutes at most', () => {
    const file = join(folder, 'scenario.yaml');
    writeFileSync(file, 'phases: [{ seconds: 601, rps: 1 }]');
    expect(() => offeredOf({ scenario: file, timeout: '10' })).toThrow(/601 s long/);
  });

  test.each([
    [{ rps: '1', concurrency: '1', timeout: '10' }, /takes one of/],
    [{ rps: '0', timeout: '10' }, /--rps 0/],
    [{ timeout: '0' }, undefined],
    [{ rps: '1', timeout: '0' }, /--timeout 0/],
  ])('%j', (flags, problem) => {
    if (problem === undefined) expect(offeredOf({ timeout: '10' })).toBeUndefined();
    else expect(() => offeredOf(flags)).toThrow(problem);
  });
});
