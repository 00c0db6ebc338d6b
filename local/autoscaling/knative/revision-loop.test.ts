import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_AUTOSCALER_CONFIG, DEFAULT_PROGRESS_DEADLINE_MS, type ServingMode } from '../../../scaling/kpa';
import { replayDecisions } from '../testing/replay/replay';
import { fakeContext, WEB, type FakeContext } from '../testing/fake-targets';
import { RequestCounts } from './request-counts';
import { RevisionLoop } from './revision-loop';
import type { Backend } from './dispatcher';

const folder = mkdtempSync(join(tmpdir(), 'lab-kpa-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A revision whose requests are only counted; pods are those of the fake Deployment. */
class Revision {
  public readonly context: FakeContext;
  public readonly loop: RevisionLoop;
  public readonly counts: RequestCounts;
  public readonly front = { mode: 'Proxy' as ServingMode, setBackends: (): void => undefined };

  public constructor(name: string, annotations: Readonly<Record<string, string>> = {}) {
    this.context = fakeContext(join(folder, name), { replicas: 1 });
    const { clock, targets, decisions, onFault } = this.context;
    const setup = {
      podAutoscaler: { annotations, containerConcurrency: 4, reachability: 'Reachable' as const },
      config: DEFAULT_AUTOSCALER_CONFIG,
      progressDeadlineMs: DEFAULT_PROGRESS_DEADLINE_MS,
      nowMs: clock.nowMs(),
      readyPods: 0,
    };
    this.counts = new RequestCounts(clock, (stat) => this.loop.reportedAhead(stat));
    this.loop = new RevisionLoop(
      {
        clock,
        setup,
        target: WEB,
        targets,
        front: this.front,
        decisions: decisions.open({ controller: 'kpa', namespace: 'lab', name: 'web-00001', setup }),
        backends: () => this.backends(),
        shuffle: (pods) => pods,
        event: (type, reason, message) => this.context.events.push(`${type} ${reason} ${message}`),
        onFault,
      },
      this.counts,
    );
    this.loop.start();
  }

  public get replicas(): number {
    return this.context.targets.specReplicas;
  }

  /** Lets time pass as in a lab, which reports changed pods within a second. */
  public async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      await this.context.clock.advance(1000);
      this.loop.podsChanged();
    }
  }

  public backends(): Backend[] {
    const pods = this.context.targets.find(WEB)!.pods.filter(({ ready }) => ready === 'True');
    return pods.map(({ name, startMs }) => ({ pod: name, host: '', port: 0, startedMs: startMs ?? 0 }));
  }
}

test('an idle revision behind the activator goes to zero after the stable window; the first request brings it back at once', async () => {
  const revision = new Revision('zero');
  await revision.pass(58);
  expect(revision.replicas).toBe(1);
  await revision.pass(4);
  expect(revision.replicas).toBe(0);
  expect(revision.loop.status.active).toMatchObject({ status: 'False', reason: 'NoTraffic' });

  revision.counts.activatorIn();
  expect(revision.replicas).toBe(1);
  expect(revision.context.events.at(-1)).toMatch(
    /^Normal Rescaled Scaled web from 0 to 1; reason: concurrency .* over the (stable|panic) window, target 2\.8 per pod$/,
  );
  await revision.pass(10);
  expect(revision.loop.status).toMatchObject({ active: { status: 'True' }, actualScale: 1 });
  revision.loop.stop();
  expect(revision.context.faults).toEqual([]);
});

test('an idle revision whose requests went to the pods directly keeps its last pod for the grace period as well', async () => {
  const revision = new Revision('grace', { 'autoscaling.knative.dev/target-burst-capacity': '0' });
  await revision.pass(5);
  expect(revision.front.mode).toBe('Serve');
  await revision.pass(83);
  expect([revision.front.mode, revision.replicas]).toEqual(['Proxy', 1]);
  await revision.pass(8);
  expect(revision.replicas).toBe(0);
  revision.loop.stop();
});

test('a burst brings pods within seconds by the panic window, and their recording replays', async () => {
  const revision = new Revision('burst', { 'autoscaling.knative.dev/max-scale': '6' });
  await revision.pass(10);
  for (let request = 0; request < 40; request++) revision.counts.activatorIn();
  await revision.pass(6);
  expect(revision.replicas).toBe(6);
  for (let request = 0; request < 40; request++) revision.counts.activatorOut();
  await revision.pass(140);
  expect(revision.replicas).toBe(0);
  revision.loop.stop();
  revision.context.decisions.close();
  expect(revision.context.faults).toEqual([]);
  expect(replayDecisions(join(folder, 'burst', 'kpa-web-00001.ndjson'))).toEqual([]);
});

test('the activator leaves the path when the pods can take a burst without it', async () => {
  const revision = new Revision('serve', {
    'autoscaling.knative.dev/target-burst-capacity': '0',
    'autoscaling.knative.dev/min-scale': '1',
  });
  await revision.pass(5);
  expect(revision.front.mode).toBe('Serve');
  expect(revision.context.events.at(-1)).toBe(
    'Normal ActivatorLeftPath Requests go to the pods directly: excess burst capacity 0',
  );
  await revision.pass(200);
  expect(revision.replicas).toBe(1);
  revision.loop.stop();
});

test('a stopped loop neither scales nor records', async () => {
  const revision = new Revision('stopped');
  await revision.pass(3);
  revision.loop.stop();
  revision.counts.activatorIn();
  await revision.pass(200);
  expect(revision.context.targets.scaled).toEqual([]);
});
