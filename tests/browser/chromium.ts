import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/** Flags that keep a headless browser to itself: no first-run pages, no updates, no network of its own. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-crash-reporter',
  '--hide-scrollbars',
  '--remote-debugging-pipe',
];

export interface View {
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
}

export const DESKTOP: View = { width: 1280, height: 900, scheme: 'light' };
export const PHONE: View = { width: 390, height: 844, scheme: 'light' };

interface Answer {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

const BROWSER_ENDED = 'the browser ended';

/** A headless browser, spoken to through its DevTools pipe. */
export class Chromium {
  private readonly child: ChildProcess;
  private readonly profile = mkdtempSync(join(tmpdir(), 'chromium-'));
  private readonly pending = new Map<number, (answer: Answer) => void>();
  private readonly targets: unknown[] = [];
  private readonly ended: Promise<void>;
  private hasEnded = false;
  private lastId = 0;
  private unread = '';

  public constructor(program: string) {
    this.child = spawn(program, [...FLAGS, `--user-data-dir=${this.profile}`], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
      // A group of its own, so that stopping reaches its helpers too, which write into the profile until they end.
      detached: true,
    });
    (this.child.stdio[4] as Readable).on('data', (chunk: Buffer) => this.read(chunk.toString('utf8')));
    // Closed, and not only exited: its helpers hold the pipes open for as long as they run.
    this.ended = new Promise((resolve) => {
      this.child.once('close', () => {
        this.hasEnded = true;
        for (const answer of this.pending.values()) answer({ error: { message: BROWSER_ENDED } });
        this.pending.clear();
        resolve();
      });
    });
  }

  public async send(method: string, params: object = {}, sessionId?: string): Promise<Record<string, unknown>> {
    if (this.hasEnded) throw new Error(`${method}: ${BROWSER_ENDED}`);
    const id = ++this.lastId;
    const answer = await new Promise<Answer>((resolve) => {
      this.pending.set(id, resolve);
      const message = JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) });
      (this.child.stdio[3] as Writable).write(`${message}\0`);
    });
    if (answer.error !== undefined) throw new Error(`${method}: ${answer.error.message}`);
    return answer.result ?? {};
  }

  public async open(url: string, view: View): Promise<Page> {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    this.targets.push(targetId);
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page((method, params) => this.send(method, params, String(sessionId)));
    await page.show(url, view);
    return page;
  }

  public async closePages(): Promise<void> {
    for (const targetId of this.targets.splice(0)) await this.send('Target.closeTarget', { targetId });
  }

  public async stop(): Promise<void> {
    if (this.child.pid !== undefined && !this.hasEnded) process.kill(-this.child.pid, 'SIGKILL');
    await this.ended;
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 20 });
  }

  private read(text: string): void {
    this.unread += text;
    const messages = this.unread.split('\0');
    this.unread = messages.pop() ?? '';
    for (const message of messages) {
      const answer = JSON.parse(message) as Answer;
      if (answer.id === undefined) continue;
      this.pending.get(answer.id)?.(answer);
      this.pending.delete(answer.id);
    }
  }
}

const POLL_MS = 100;
const LIMIT_MS = 60_000;

/** Looks until there is something; rejects with the message when there is nothing for too long. */
async function eventually<Found>(message: string | (() => string), look: () => Promise<Found | undefined>): Promise<Found> {
  const endMs = Date.now() + LIMIT_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > endMs) throw new Error(typeof message === 'string' ? message : message());
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/** One page, used as a person uses it: look, click, type. */
export class Page {
  public constructor(private readonly send: (method: string, params: object) => Promise<Record<string, unknown>>) {}

  public async show(url: string, view: View): Promise<void> {
    const { width, height, scheme } = view;
    await this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 600 });
    await this.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
    await this.send('Page.navigate', { url });
  }

  public async evaluate<Value>(expression: string): Promise<Value> {
    const answer = await this.send('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true });
    return (answer['result'] as { value?: unknown } | undefined)?.value as Value;
  }

  /** What a reader sees. */
  public text(): Promise<string | undefined> {
    return this.evaluate<string | undefined>('document.body?.innerText');
  }

  /** Waits until the page shows all of these. Rejects with what it shows instead. */
  public async until(...patterns: readonly RegExp[]): Promise<string> {
    let text = '';
    const look = async (): Promise<string | undefined> => {
      text = (await this.text()) ?? '';
      return patterns.every((pattern) => pattern.test(text)) ? text : undefined;
    };
    return eventually(() => `the page does not show ${patterns.map(String).join(' and ')}, but:\n${text}`, look);
  }

  /** Waits until a frame of the page holds this text in its document. */
  public async untilFrame(text: string): Promise<void> {
    const holds = `[...document.querySelectorAll('iframe')].some((one) => one.srcdoc.includes(${JSON.stringify(text)}))`;
    await eventually(`no frame holds "${text}"`, async () => ((await this.evaluate<boolean>(holds)) ? true : undefined));
  }

  /** Clicks in the middle of the first element that matches and holds the text, as soon as it is there and stands still. */
  public async click(selector: string, text = ''): Promise<void> {
    let before: Place | undefined;
    const place = await eventually(`there is no ${selector} with "${text}" that stands still`, async () => {
      const now = await this.middleOf(selector, text);
      const isStill = now !== undefined && now.x === before?.x && now.y === before.y;
      before = now;
      return isStill ? now : undefined;
    });
    for (const type of ['mousePressed', 'mouseReleased'])
      await this.send('Input.dispatchMouseEvent', { type, ...place, button: 'left', clickCount: 1 });
  }

  /** Types into whatever has the focus. */
  public async type(text: string): Promise<void> {
    await this.send('Input.insertText', { text });
  }

  /** Undefined while it is not there or something lies above it. */
  private middleOf(selector: string, text: string): Promise<Place | undefined> {
    const found = `[...document.querySelectorAll(${JSON.stringify(selector)})].find((one) => one.innerText.includes(${JSON.stringify(text)}))`;
    return this.evaluate(
      `(() => { const one = ${found}; if (!one) return undefined; one.scrollIntoView({ block: 'center' });` +
        ' const box = one.getBoundingClientRect(); const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 };' +
        ' return one.contains(document.elementFromPoint(place.x, place.y)) ? place : undefined; })()',
    );
  }

  /** Width of the content beyond the window; more than 0 means that a reader has to scroll sideways. */
  public overflow(): Promise<number> {
    return this.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
  }

  public async screenshot(file: string): Promise<void> {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png' });
    writeFileSync(file, Buffer.from(String(data), 'base64'));
  }
}
