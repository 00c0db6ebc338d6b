import { appendFileSync, existsSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { jsonText, UserError } from '../contract';
import { renderScore } from '../report/scaling/score';
import { diffSchema, type DiffReport, type TrackRecord } from '../scaling/diff';
import { PRESETS } from '../scaling/profile';
import { readLedger, recordOf, verify } from '../scaling/verify';
import type { Manifests } from '../scaling/manifests';
import { durationSeconds, momentSeconds } from './durations';
import { readBytes, readDocument } from './files';
import { wholeNumber } from './numbers';
import { PrometheusClient } from './prometheus/client';
import { headersOf, type HeaderFlags } from './prometheus/headers';
import { simulationThreads } from './simulation/threads';

/** Flags of scoring a prediction after its change went live. */
export interface VerifyFlags extends HeaderFlags {
  readonly verify?: string;
  readonly prometheus?: string;
  readonly preset: string;
  readonly name?: string;
  readonly namespace: string;
  readonly workload?: string;
  readonly live?: string;
  readonly window: string;
  readonly clientTimeout: string;
  readonly ledger?: string;
  readonly seeds?: string;
}

export function addVerifyOptions(command: Command): Command {
  return command
    .option('--verify <file>', 'score the prediction in it (of --format json), now that the change is live')
    .option('--prometheus <url>', 'with --verify: address below which /api/v1/query is')
    .option('--live <moment>', 'with --verify: when the change went live, 2026-11-24T10:00:00Z or Unix seconds')
    .option('--window <time>', 'with --verify: how long before and after it', '1h')
    .option('--name <name>', 'with --verify: what the metrics call the workload')
    .option('--namespace <namespace>', 'with --verify: where its pods are', 'default')
    .option('--workload <name>', 'with --verify: its name in the manifests, if that differs')
    .addOption(new Option('--preset <preset>', 'with --verify: whose metrics').choices(Object.keys(PRESETS)).default('lab'))
    .option('--client-timeout <time>', 'with --verify: after which clients give up', '10s')
    .option('--header <header...>', "with --verify: sent with every query, 'Authorization: Bearer …'", [])
    .option('--bearer-token-file <file>', 'with --verify: holds a token to send with every query')
    .option('--ledger <file>', 'scores of earlier predictions: --verify adds to it, every answer sums it up');
}

/** What the ledger says; undefined without one. A file that is not there yet holds no score. */
export function trackRecordOf({ ledger }: Pick<VerifyFlags, 'ledger'>): TrackRecord | undefined {
  if (ledger === undefined) return undefined;
  return recordOf(existsSync(ledger) ? readLedger(ledger, readBytes(ledger, `--ledger ${ledger}`).toString()) : []);
}

const DEFAULT_RUNS = 20;
const SEEDS_OF_SCORES = 1_000;

/** Scores a prediction, keeps the score in the ledger, and tells both. */
export async function verifyAnswer(
  file: string,
  flags: VerifyFlags,
  { base, head, format }: { readonly base: Manifests; readonly head: Manifests; readonly format: string },
): Promise<string> {
  const name = needed(flags.name, '--name', 'api');
  const api = new PrometheusClient(needed(flags.prometheus, '--prometheus', 'http://127.0.0.1:9090'), {
    headers: headersOf(flags),
    timeoutMs: QUERY_TIMEOUT_MS,
  });
  const live = needed(flags.live, '--live', '2026-11-24T10:00:00Z');
  const runs = flags.seeds === undefined ? DEFAULT_RUNS : wholeNumber('--seeds', flags.seeds, { from: 2, to: 1000 });
  const score = await verify(api, {
    prometheus: api.url,
    preset: flags.preset,
    subject: { name, namespace: flags.namespace, select: undefined },
    own: {},
    stepSeconds: undefined,
    timeoutMs: 1000 * durationSeconds('--client-timeout', flags.clientTimeout),
    prediction: predictionOf(file),
    base,
    head,
    workload: flags.workload ?? name,
    liveSeconds: Math.floor(momentSeconds('--live', live, Date.now() / 1000)),
    windowSeconds: durationSeconds('--window', flags.window),
    seeds: Array.from({ length: runs }, (_, index) => SEEDS_OF_SCORES + index),
    threads: simulationThreads,
  });
  if (flags.ledger !== undefined) keep(flags.ledger, JSON.stringify(score));
  return format === 'json' ? jsonText(score) : renderScore(score, trackRecordOf(flags));
}

const QUERY_TIMEOUT_MS = 60_000;

function needed(value: string | undefined, flag: string, example: string): string {
  if (value !== undefined) return value;
  throw new UserError({
    where: flag,
    problem: 'is missing: --verify needs it.',
    fix: `${flag} ${example}`,
    code: 'flag-missing',
  });
}

function predictionOf(file: string): DiffReport {
  const parsed = diffSchema.safeParse(readDocument(file));
  if (parsed.success) return parsed.data;
  throw new UserError({
    where: `--verify ${file}`,
    problem: 'is no answer of lab diff --format json.',
    fix: 'Keep that answer with the pull request: ./lab diff --base main --head HEAD --format json > prediction.json',
    code: 'document-wrong',
  });
}

function keep(file: string, line: string): void {
  try {
    appendFileSync(file, `${line}\n`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    throw new UserError({ where: `--ledger ${file}`, problem: `cannot be written (${code}).`, code: 'path-unwritable' });
  }
}
