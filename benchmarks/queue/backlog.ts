import type { Timing } from '../load/open-loop';
import type { QueueClient } from './client';
import type { QueueCounts } from './job';

const INTERVAL_MS = 500;

/** Follows the length of a queue twice a second until it is stopped. */
export class Backlog {
  /** [seconds on the benchmark's clock, jobs not done]. */
  public readonly samples: [number, number][] = [];
  /** The last answer; undefined when the last look failed. */
  public latest: QueueCounts | undefined;
  private isRunning = true;
  private readonly finished: Promise<void>;

  public constructor(
    private readonly client: QueueClient,
    private readonly timing: Timing,
  ) {
    this.finished = this.follow();
  }

  public async stop(): Promise<void> {
    this.isRunning = false;
    await this.finished;
    await this.look();
  }

  private async follow(): Promise<void> {
    while (this.isRunning) {
      await this.look();
      await this.timing.sleep(INTERVAL_MS);
    }
  }

  private async look(): Promise<void> {
    const atSeconds = this.timing.now() / 1000;
    this.latest = await this.client.counts();
    if (this.latest !== undefined) this.samples.push([atSeconds, this.latest.backlog]);
  }
}
