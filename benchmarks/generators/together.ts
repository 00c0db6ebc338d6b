import type { z } from 'zod';
import type { Scenario } from '../../contract/scenario';
import { UserError } from '../../contract/user-error';
import type { Timing } from '../load/open-loop';
import type { RequestKind } from '../load/request';
import type { Samples } from '../load/samples';
import { offer } from '../load/scenario-load';
import type { Board } from './board';
import type { Generators } from './generators';
import { merged, orderSchema, READY, reportOf, reportSchema, type Order, type Report } from './messages';

export interface TogetherOptions extends Timing {
  readonly board: Board;
  /** How many generators there are, this one included. */
  readonly count: number;
  /** Unix time, milliseconds. Clocks of nodes agree within milliseconds where NTP runs. */
  readonly unixMs: () => number;
  /** From an order to its start: the others must have read it by then. @default 3000 */
  readonly leadMs?: number;
  /** Between two looks at the board. @default 250 */
  readonly pollMs?: number;
}

const LEAD_MS = 3000;
const POLL_MS = 250;
/** How long pods may take to be scheduled and started. */
const GATHER_LIMIT_MS = 300_000;
/** Beyond the load itself: the last answers, and a slow API. */
const REPORT_GRACE_MS = 120_000;

const CONDUCTOR = 'conductor';
const placeOf = (index: number): string => `generator-${index}`;

/** The first of several generators: it says when each load begins, sends its own share and collects those of the others. */
export class Conductor implements Generators {
  private phase = 0;

  public constructor(private readonly options: TogetherOptions) {}

  public get count(): number {
    return this.options.count;
  }

  public async send(scenario: Scenario, kind: RequestKind): Promise<Samples> {
    const { count, unixMs, sleep, board, leadMs = LEAD_MS } = this.options;
    if (scenario.phases.length === 0) return offer(scenario, kind, this.options);
    if (this.phase === 0) await this.reports(0, GATHER_LIMIT_MS, 'started');
    const phase = ++this.phase;
    const startAtMs = unixMs() + leadMs;
    await board.write(CONDUCTOR, { phase, scenario, startAtMs } satisfies Order);
    await sleep(Math.max(0, startAtMs - unixMs()));
    const own = await offer(scenario, kind, this.options, { index: 0, of: count });
    return merged(own, await this.reports(phase, scenario.timeoutMs + REPORT_GRACE_MS, 'sent its share and said so'));
  }

  public async end(): Promise<void> {
    const { unixMs, board } = this.options;
    await board.write(CONDUCTOR, { phase: this.phase + 1, scenario: null, startAtMs: unixMs() } satisfies Order);
  }

  /** @throws UserError naming the generators that did not report */
  private async reports(phase: number, limitMs: number, what: string): Promise<Report[]> {
    const { count, now, sleep, board, pollMs = POLL_MS } = this.options;
    const endMs = now() + limitMs;
    const found = new Map<number, Report>();
    for (;;) {
      for (let index = 1; index < count; index++) {
        if (found.has(index)) continue;
        const report = await latest(board, placeOf(index), reportSchema);
        if (report !== undefined && report.phase >= phase) found.set(index, report);
      }
      if (found.size === count - 1) return [...found.values()];
      if (now() >= endMs) break;
      await sleep(pollMs);
    }
    const silent = Array.from({ length: count - 1 }, (_, at) => at + 1).filter((index) => !found.has(index));
    throw new UserError({
      where: 'generators of the benchmark',
      problem: `${silent.length} of ${count} (index ${silent.join(', ')}) had not ${what} after ${Math.round(limitMs / 1000)} s.`,
      fix: 'See whether their pods wait for room: kubectl describe pod. Lower parallelism or benchmarkResources, or take a larger cluster.',
      code: 'cluster-too-small',
    });
  }
}

/** Any other generator: sends its share of each load that the first one orders, until that says it is over. */
export async function assist(index: number, kind: RequestKind, options: TogetherOptions): Promise<void> {
  const { board, count, sleep, unixMs } = options;
  await board.write(placeOf(index), READY);
  for (let phase = 1; ; phase++) {
    // The deadline of the Job ends a wait for a first generator that is gone.
    const order = await nextOrder(board, phase, options);
    if (order.scenario === null) return;
    await sleep(Math.max(0, order.startAtMs - unixMs()));
    const samples = await offer(order.scenario, kind, options, { index, of: count });
    await board.write(placeOf(index), reportOf(phase, samples));
  }
}

async function nextOrder(board: Board, phase: number, { sleep, pollMs = POLL_MS }: TogetherOptions): Promise<Order> {
  for (;;) {
    const order = await latest(board, CONDUCTOR, orderSchema);
    if (order !== undefined && order.phase >= phase) return order;
    await sleep(pollMs);
  }
}

async function latest<Schema extends z.ZodType>(
  board: Board,
  place: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  const message = await board.read(place);
  return message === undefined ? undefined : schema.parse(message);
}
