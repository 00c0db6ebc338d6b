import { STEPS } from '../../contract/planned-steps';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { toolStep, toolTurns } from '../../contract/load-tools';
import type { Check, Mark } from '../../contract/result';
import type { Scenario } from '../../contract/scenario';
import { readOwnProcess } from '../environment/processes';
import { waitUntilReady } from '../http';
import { ToolFailure } from '../child';
import { findTool } from '../load-tools/find';
import { pooled, type Measurement } from '../load-tools/measurement';
import { isPresent, type AbsentTool, type LoadTool } from '../load-tools/tool';
import { arrivals } from '../load/arrivals';
import { contentOf, describedRequest, linesOf } from '../load/described';
import { openLoop } from '../load/open-loop';
import type { PredictAnswer } from '../load/predict';
import { errorText, sumErrors } from '../load/samples';
import { warmupOf } from '../load/scenario-load';
import { requestOf } from '../serving/request-of';
import { check, checkKnown, defined } from './check';
import { openScenarioOf, type Context, type Measured } from './context';
import { agreement, omissionSentence, type Compared } from './tool-agreement';

/** Distinct e-mails in the load. */
const TEXTS = 64;

interface Turn {
  readonly measurement: Measurement;
  readonly cpuSeconds: number;
}

/** The same open-loop scenario through every load tool that is present, interleaved: how far do their numbers agree? */
export async function runTools(context: Context<'tools'>): Promise<Measured> {
  const { input, benchmark, target, now, sleep, progress } = context;
  const scenario = openScenarioOf(input);
  let model: PredictAnswer['model'] | undefined;
  const request = requestOf(target);
  const lines = linesOf(request, () => context.emails(TEXTS).map((email) => email.text));
  const kind = describedRequest(target.url, request, lines, (answering) => (model ??= answering));
  const distinct = Math.max(1, lines.length);

  const found = await Promise.all(benchmark.tools.map((name) => findTool(name, searchPath(process.env))));
  const tools = found.filter(isPresent);
  const absent = found.filter((tool): tool is AbsentTool => !isPresent(tool));
  await progress.run(STEPS.tools.warmup, async () => {
    await waitUntilReady(target.url, context.readyLimitMs, now, sleep, target.readyPath);
    await openLoop(warmupOf(scenario, benchmark.warmupSeconds), kind, context);
  });

  const done = new Map<LoadTool, Turn[]>();
  const failures: Failure[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'load-tools-'));
  try {
    for (const { tool, round } of toolTurns(tools, benchmark.rounds)) {
      await progress.run(toolStep(tool.name, round), async () => {
        await waitUntilReady(target.url, RETURN_LIMIT_MS, now, sleep, target.readyPath);
        const own = join(folder, `${tool.name}-${round}`);
        mkdirSync(own);
        const { closedLoopClients } = benchmark;
        const part = tool.runs === 'as a child' ? 'childrenSeconds' : 'ownSeconds';
        const before = readOwnProcess()?.[part] ?? 0;
        try {
          const attack = { scenario, kind, success: request.success, distinct, closedLoopClients, folder: own, now, sleep };
          const measurement = await tool.run(attack);
          const cpuSeconds = (readOwnProcess()?.[part] ?? 0) - before;
          done.set(tool, [...(done.get(tool) ?? []), { measurement, cpuSeconds }]);
        } catch (error) {
          if (!(error instanceof ToolFailure)) throw error;
          failures.push({ tool: tool.name, round, reason: error.message });
        }
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const compared = tools.flatMap((tool) => comparedOf(tool, done.get(tool) ?? []));
  return {
    model,
    ...numbersOf(compared, failures, context, scenario),
    rows: [
      ...compared.map(rowOf),
      ...tools.filter((tool) => !done.has(tool)).map(({ name }) => ({ tool: name, note: whyFailed(name, failures) })),
      ...absent.map(({ name, reason }) => ({ tool: name, note: `not run: ${reason}` })),
    ],
    howMade: [
      ...howMade(context, scenario, compared, contentOf(request, lines.length)),
      ...absent.map(({ name, hint }) => `${name} was not run: ${hint}.`),
    ],
  };
}

/** Tools that the lab brought come before those of the machine. */
function searchPath(env: NodeJS.ProcessEnv): string {
  return [env['LAB_TOOL_PATH'] ?? '', env['PATH'] ?? ''].join(delimiter);
}

/** A server that went away may come back; after this time the next tool runs anyway. */
const RETURN_LIMIT_MS = 2000;

interface Failure {
  readonly tool: string;
  readonly round: number;
  readonly reason: string;
}

function whyFailed(name: string, failures: readonly Failure[]): string {
  return `failed: ${failures.find(({ tool }) => tool === name)?.reason ?? 'no result'}`;
}

function comparedOf(tool: LoadTool, turnsOfTool: readonly Turn[]): Compared[] {
  if (turnsOfTool.length === 0) return [];
  const cpuSeconds = turnsOfTool.reduce((sum, turn) => sum + turn.cpuSeconds, 0);
  return [{ tool, measurement: pooled(turnsOfTool.map((turn) => turn.measurement)), cpuSeconds, runs: turnsOfTool.length }];
}

function rowOf({ tool, measurement, cpuSeconds }: Compared): NonNullable<Measured['rows']>[number] {
  const { requests, answered, seconds, errors } = measurement;
  return defined<string | number>({
    tool: tool.name,
    loop: tool.loop.startsWith('closed') ? 'closed' : 'open',
    requests,
    throughputRps: answered / seconds,
    p50Ms: measurement.p50Ms,
    p95Ms: measurement.p95Ms,
    p99Ms: measurement.p99Ms,
    errors: requests - answered,
    toolCpuSeconds: cpuSeconds,
    note: answered === requests ? undefined : errorText(errors),
  });
}

function numbersOf(
  compared: readonly Compared[],
  failures: readonly Failure[],
  { input: { slo }, benchmark }: Context<'tools'>,
  scenario: Scenario,
): Pick<Measured, 'metrics' | 'errors' | 'marks' | 'checks'> {
  const errors = sumErrors(compared.map(({ measurement }) => measurement.errors));
  const requests = compared.reduce((sum, { measurement }) => sum + measurement.requests, 0);
  const errorRate = requests === 0 ? 1 : errors.total / requests;
  const agreed = agreement(compared, arrivals(scenario).length);
  const marks: Mark[] = [
    ...(errors.total > 0 ? [{ mark: 'errors' as const, reason: `${errorText(errors.byKind)} of ${requests} requests` }] : []),
    ...failures.map(({ tool, round, reason }) => ({
      mark: 'incomplete' as const,
      reason: `${tool} gave no result in round ${round + 1}: ${reason}`,
    })),
  ];
  const checks: Check[] = [
    check('some load tool ran', 'toolsCompared', compared.length, '>=', 1),
    check('every tool that is present ran in every round', 'toolFailures', failures.length, '==', 0),
    check('error rate within the SLO', 'errorRate', errorRate, '<=', slo.errorRate),
    ...checkKnown('open-loop tools sent what the scenario asks for', 'sentShare', agreed.sentShare, '>=', LEAST_SENT_SHARE),
  ];
  return {
    metrics: defined({ ...agreed, errorRate, requests, toolsCompared: compared.length, toolFailures: failures.length }),
    errors,
    marks: benchmark.rounds > 1 || compared.length < 2 ? marks : [...marks, ONE_ROUND],
    checks,
  };
}

/** k6 rounds the requests of each phase down; if more are missing, the load was not offered in full. */
const LEAST_SENT_SHARE = 0.95;

const ONE_ROUND: Mark = { mark: 'incomplete', reason: 'one round: the order of the tools is part of their differences' };

function howMade({ benchmark }: Context<'tools'>, scenario: Scenario, compared: readonly Compared[], content: string): string[] {
  const sentence = omissionSentence(compared, arrivals(scenario).length);
  return [
    ...(sentence === undefined ? [] : [sentence]),
    content,
    `Every tool ran the same scenario ${benchmark.rounds} times, in turns (each round begins with another one), with the same requests; ` +
      'counts are summed, percentiles are the median of the rounds. Latency and throughput of the result as a whole are medians ' +
      'over the tools that send on schedule.',
    `lab, vegeta and locust send at the very same times (${scenario.arrivals} arrivals, seed ${scenario.seed}) and count latency from them; ` +
      'k6 spaces its requests evenly and counts from the actual send; ' +
      `autocannon is ${benchmark.closedLoopClients} clients in a closed loop held to the rate of the phase, ramps in steps of 2 s.`,
    'CPU of a tool is user and system time of its process and all below it, its start included; for lab and autocannon that of ' +
      'the benchmark program while they ran.',
    ...compared.map(({ tool }) => `${tool.name} ${tool.version}: ${tool.loop}; ${tool.note}.`),
  ];
}
