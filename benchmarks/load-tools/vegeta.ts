import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scenarioSeconds } from '../../contract/scenario';
import { judge, type RequestKind } from '../load/request';
import type { Outcome, Sample, Samples } from '../load/samples';
import { runToEnd, ToolFailure } from '../child';
import { csvRows } from './csv';
import { measurementOf } from './measurement';
import { limitMs, writePlan, type Plan } from './plan';
import type { LoadTool } from './tool';

/** Name of the program that cli/setup builds from vegeta/ and the image has on its PATH. */
export const VEGETA_PROGRAM = 'lab-vegeta';

export function vegetaTool(program: string, version: string): LoadTool {
  return {
    name: 'vegeta',
    version,
    loop: 'open, from the intended time',
    runs: 'as a child',
    note: 'a pacer keeps the send times; latencies are corrected by how late Vegeta sent',
    run: async (attack) => {
      const plan = writePlan(attack);
      await runToEnd(program, ['plan.json', 'results.csv'], attack.folder, limitMs(attack));
      const text = readFileSync(join(attack.folder, 'results.csv'), 'utf8');
      return measurementOf(parseVegeta(text, plan, attack.kind, scenarioSeconds(attack.scenario)));
    },
  };
}

const NS_PER_MS = 1e6;

interface Hit {
  readonly sequence: number;
  /** Milliseconds since 1970, with a fraction. */
  readonly sentMs: number;
  readonly tookMs: number;
  readonly outcome: Outcome;
}

/**
 * Every request of Vegeta 12's CSV: time sent (ns), status, latency (ns), bytes out and in, error, body (base64), attack,
 * sequence number, method, URL, headers. Vegeta counts latency from the actual send; the plan says when it was due. The clock
 * of the schedule is set so that no request is early, by the least (sent - due) of the run.
 *
 * @throws ToolFailure when the text is not such a CSV
 */
export function parseVegeta(text: string, plan: Pick<Plan, 'sendAtMs'>, kind: RequestKind, seconds: number): Samples {
  const hits = csvRows(text).map((cells) => hitOf(cells, kind));
  const dueMs = ({ sequence }: Hit): number => {
    const due = plan.sendAtMs[sequence];
    if (due === undefined) throw new ToolFailure(`its results have request ${sequence}, which is not in the plan`);
    return due;
  };
  const startMs = hits.reduce((least, hit) => Math.min(least, hit.sentMs - dueMs(hit)), Number.POSITIVE_INFINITY);
  const all = hits.map((hit): Sample => {
    const sentMs = hit.sentMs - startMs;
    return { intendedMs: dueMs(hit), sentMs, doneMs: sentMs + hit.tookMs, outcome: hit.outcome };
  });
  return { startMs: 0, seconds, all };
}

function hitOf(cells: readonly string[], kind: RequestKind): Hit {
  const [sent = '', status = '', took = '', , , error = '', body = '', , sequence = ''] = cells;
  const hit = { sequence: Number(sequence), sentMs: milliseconds(sent), tookMs: Number(took) / NS_PER_MS };
  if (cells.length < 9 || Number.isNaN(hit.sequence + hit.sentMs + hit.tookMs + Number(status)))
    throw new ToolFailure(`its results have a line that is not Vegeta's CSV: ${cells.slice(0, 3).join(',')}`);
  return { ...hit, outcome: outcomeOf(Number(status), error, body, kind, hit.sequence) };
}

/** Nanoseconds since 1970 do not fit a double; the fraction of a millisecond is added apart. */
function milliseconds(nanoseconds: string): number {
  return Number(nanoseconds.slice(0, -6)) + Number(nanoseconds.slice(-6)) / NS_PER_MS;
}

/** Status 0 is a request without an answer; Go says `Client.Timeout exceeded` or `context deadline exceeded` when it was late. */
function outcomeOf(status: number, error: string, body: string, kind: RequestKind, index: number): Outcome {
  if (status === 0) return /timeout|deadline exceeded/i.test(error) ? 'timeout' : 'connection';
  return judge(kind, index, status, Buffer.from(body, 'base64').toString());
}
