import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakePredict } from '../../benchmarks/testing/fake-predict';
import type { FakeServer } from '../../benchmarks/testing/loopback';
import { fakeQueue } from '../../benchmarks/testing/fake-queue';
import { BROWSER, findChromium } from '../../cli/checks/optional-parts';
import { Chromium, DESKTOP, PHONE, type Page } from './chromium';
import { fakeKubernetes, freePort, PAGE_PYTHON, PageServer } from './page-server';

const chromium = findChromium(process.env);
const missing = [
  ...[BROWSER.missing() ?? []].flat(),
  ...(existsSync(PAGE_PYTHON) ? [] : ['the environment of the page is not there (./lab test makes it)']),
];
const suite = missing.length === 0 ? describe : describe.skip;

jest.setTimeout(180_000);

suite(`the page in a browser${missing.length === 0 ? '' : ` (skipped: ${missing.join('; ')})`}`, () => {
  let browser: Chromium;
  let page: PageServer;
  let fastapi: FakeServer;
  let deadUrl: string;
  const reports = mkdtempSync(join(tmpdir(), 'reports-'));
  const cleanUp: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    fastapi = await fakePredict({ serviceMs: 5, probability: (text) => (text.includes('prize') ? 0.97 : 0.02) });
    cleanUp.push(() => fastapi.stop());
    const queue = await fakeQueue({ serviceMs: 20 });
    cleanUp.push(() => queue.stop());
    const kubernetes = await fakeKubernetes();
    cleanUp.push(() => kubernetes.stop());
    deadUrl = `http://127.0.0.1:${await freePort()}`;
    writeFileSync(join(reports, 'report.html'), '<!doctype html><html><body><h1>The report of a run</h1></body></html>');
    writeFileSync(
      join(reports, 'results.json'),
      JSON.stringify({ results: [{ name: 'load/fastapi', verdict: { pass: true } }] }),
    );
    page = await PageServer.start({
      FASTAPI_URL: fastapi.url,
      KSERVE_URL: deadUrl,
      QUEUE_URL: queue.url,
      LAB_KUBERNETES_API: kubernetes.url,
      LAB_REPORT_DIR: reports,
    });
    cleanUp.push(() => page.stop());
    browser = new Chromium(chromium ?? '');
    cleanUp.push(() => browser.stop());
  });
  afterEach(() => browser.closePages());
  afterAll(async () => {
    // All of them, whatever one says: what is left open keeps the test run from ending.
    const outcomes = await Promise.allSettled(cleanUp.map((step) => step()));
    rmSync(reports, { recursive: true });
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
  });

  async function classify(view: Page, text: string): Promise<void> {
    await view.click('textarea');
    await view.type(text);
    await view.click('button', 'Classify');
  }

  test('a text that is typed comes back with its probability, and a dead server is shown as such', async () => {
    const view = await browser.open(page.url, DESKTOP);
    await view.until(/Is it spam\?/);
    await classify(view, 'Claim your prize now');
    const seen = await view.until(/97\.00%/, /Answered in \d+ ms/, /no answer/, /not reachable/);
    expect(seen).toMatch(/fastapi\s+\S*\s*spam\s/);
    expect(seen).toMatch(/kserve\s+\S*\s*no answer/);
    expect(seen.replace(/\s+/g, ' ')).toContain(`kserve is not reachable at ${deadUrl}`);
  });

  test('a batch goes through the queue while one watches', async () => {
    const view = await browser.open(`${page.url}/batch`, DESKTOP);
    await view.until(/Submit the batch/);
    await view.click('button', 'Submit the batch');
    await view.until(/40 of 40 jobs done in [\d.]+ s/, /Waiting\s+\S*\s*0/);
  });

  test('replicas are shown with what scales them', async () => {
    const view = await browser.open(`${page.url}/live`, DESKTOP);
    await view.until(/2 \/ 3/, /HPA 1 to 4/);
  });

  test('the latest report is in the page', async () => {
    const view = await browser.open(`${page.url}/report`, DESKTOP);
    await view.until(/Download as one file/);
    await view.untilFrame('The report of a run');
  });

  test('a load on a server says how long answers took, and the page asks no other host for anything, its icon included', async () => {
    const view = await browser.open(`${page.url}/load`, DESKTOP);
    await view.until(/Requests a second/);
    await view.click('button', 'Start');
    await view.until(/95 of 100 answers took at most \d+ ms|no request was answered/, /Measured in this visit/);
    const asked = await view.evaluate<string[]>(
      "[...performance.getEntriesByType('resource').map(({ name }) => name), ...[...document.querySelectorAll('link[href]')].map(({ href }) => href)]",
    );
    const elsewhere = asked.filter(
      (url) => !url.startsWith('data:') && !url.startsWith('blob:') && new URL(url).host !== new URL(page.url).host,
    );
    expect(elsewhere).toEqual([]);
  });

  test.each([
    ['/', /Is it spam\?/],
    ['/load', /Requests a second/],
    ['/batch', /Submit the batch/],
    ['/live', /2 \/ 3/],
    ['/report', /Download as one file/],
  ])('a phone shows %s without scrolling sideways, with the way to the other parts', async (path, content) => {
    const view = await browser.open(`${page.url}${path}`, PHONE);
    await view.until(content, /Try it/, /Load/, /Batch/, /Live/, /Report/);
    expect(await view.overflow()).toBeLessThanOrEqual(0);
  });

  // The last test, because the server does not come back.
  test('a server that goes away between two texts is shown as such with the next one', async () => {
    const view = await browser.open(page.url, PHONE);
    await view.until(/Is it spam\?/);
    await classify(view, 'The minutes of the meeting');
    expect(await view.until(/Answered in \d+ ms/)).toContain('not spam');
    await fastapi.stop();
    await view.click('button', 'Classify');
    await view.until(/No server answered/);
  });
});
