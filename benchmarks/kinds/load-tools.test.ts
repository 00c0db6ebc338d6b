import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { LOAD_TOOLS } from '../../contract/load-tools';
import { plannedSeconds } from '../../contract/planned-steps';
import { benchmarkSchema } from '../../contract/job';
import { UserError } from '../../contract/user-error';
import { fakePredict, FAKE_MODEL, type FakeBehaviour } from '../testing/fake-predict';
import type { FakeServer } from '../testing/loopback';
import { jobInput, runOnLoopback } from '../testing/job';

jest.setTimeout(60_000);
const servers: FakeServer[] = [];
const bin = mkdtempSync(join(tmpdir(), 'tools-'));
const path = process.env['PATH'] ?? '';
beforeEach(() => (process.env['PATH'] = bin));
afterEach(async () => {
  process.env['PATH'] = path;
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});
afterAll(() => rmSync(bin, { recursive: true }));

async function serve(behaviour: FakeBehaviour): Promise<FakeServer> {
  const server = await fakePredict(behaviour);
  servers.push(server);
  return server;
}

const scenario = { phases: [{ seconds: 1.5, rps: 40 }], arrivals: 'uniform', timeoutMs: 8000 };
const input = (server: FakeServer, more: object = {}, load: object = scenario) =>
  jobInput(
    'load/tools',
    { kind: 'tools', target: 'fastapi', scenario: 'burst', rounds: 1, warmupSeconds: 0, ...more },
    { fastapi: server },
    load,
  );

function program(name: string, lines: readonly string[]): void {
  writeFileSync(join(bin, name), ['#!/bin/sh', ...lines].join('\n'), { mode: 0o755 });
}

test('missing tools are listed with how to get them; the others have a row of numbers', async () => {
  const result = await runOnLoopback(input(await serve({ serviceMs: 2 })));
  const rows = new Map(result.rows.map((row) => [row['tool'], row]));
  expect([...rows.keys()].sort()).toEqual([...LOAD_TOOLS].sort());
  expect(rows.get('lab')).toMatchObject({ requests: 60, errors: 0, loop: 'open' });
  expect(rows.get('lab')).not.toHaveProperty('note');
  for (const metric of ['throughputRps', 'p50Ms', 'p95Ms', 'p99Ms']) expect(rows.get('lab')?.[metric]).toBeGreaterThan(0);
  expect(rows.get('k6')).toEqual({ tool: 'k6', note: 'not run: no k6 on PATH' });
  expect(rows.get('vegeta')?.['note']).toBe('not run: no lab-vegeta on PATH');
  expect(result.howMade).toContain('k6 was not run: install it to have its row; in a cluster the load-tools image brings it.');
  expect(rows.get('locust')?.['p99Ms']).toBeUndefined();
  expect(result.kind).toBe('tools');
  expect(result.subject.modelSha256).toBe(FAKE_MODEL.sha256);
  expect(result.metrics).toMatchObject({ toolsCompared: 2, toolFailures: 0, errorRate: 0, sentShare: 1 });
  expect(result.verdict.pass).toBe(true);
});

test('a stall of the server is in the p95 of the open loop, and hidden by the closed one', async () => {
  const stalling = async (tools: string[]) =>
    runOnLoopback(input(await serve({ serviceMs: 1, stall: { fromMs: 500, forMs: 700 } }), { tools, closedLoopClients: 1 }));
  const open = (await stalling(['lab'])).rows[0]!;
  const closed = (await stalling(['autocannon'])).rows[0]!;
  expect(Number(open['p95Ms'])).toBeGreaterThan(300);
  expect(Number(closed['p95Ms'])).toBeLessThan(300);
});

test('a moment of overload gives the sentence on coordinated omission', async () => {
  const burst = {
    ...scenario,
    phases: [
      { seconds: 0.5, rps: 10 },
      { seconds: 1, rps: 100 },
      { seconds: 1, rps: 1 },
    ],
    timeoutMs: 5000,
  };
  const result = await runOnLoopback(
    input(await serve({ serviceMs: 20 }), { tools: ['lab', 'autocannon'], closedLoopClients: 2 }, burst),
  );
  expect(result.howMade[0]).toMatch(/^Coordinated omission: autocannon's closed loop sent \d+ of \d+ intended requests/);
  expect(result.metrics['closedLoopP99Ratio']).toBeLessThan(0.8);
});

test('a server that dies in a run gives errors in the row of that tool and of those after it, not a crash', async () => {
  const result = await runOnLoopback(input(await serve({ dieAfter: 30 }), { tools: ['lab', 'autocannon'] }));
  expect(result.rows.map((row) => row['tool'])).toEqual(['lab', 'autocannon']);
  expect(Number(result.rows[0]?.['errors'])).toBeGreaterThan(0);
  expect(result.rows[0]?.['note']).toMatch(/connection/);
  expect(result.errors.byKind['connection']).toBeGreaterThan(0);
  expect(result.marks.map((one) => one.mark)).toContain('errors');
  expect(result.verdict.pass).toBe(false);
});

test('a tool that fails is named with its message, and the others keep their rows', async () => {
  program('locust', [
    '[ "$1" = --version ] && echo "locust 2.47.0" && exit 0',
    'echo "no such file: locustfile.py" >&2',
    'exit 3',
  ]);
  const result = await runOnLoopback(input(await serve({}), { tools: ['locust', 'lab'] }));
  expect(result.rows[0]).toMatchObject({ tool: 'lab', errors: 0 });
  expect(result.rows[1]).toEqual({ tool: 'locust', note: 'failed: ended with 3: no such file: locustfile.py' });
  expect(result.marks).toContainEqual({
    mark: 'incomplete',
    reason: 'locust gave no result in round 1: ended with 3: no such file: locustfile.py',
  });
  expect(result.verdict.checks.find((one) => one.metric === 'toolFailures')?.pass).toBe(false);
});

test('a program that is there but does not start is told apart from one that is not there', async () => {
  program('k6', ['exit 1']);
  const result = await runOnLoopback(input(await serve({}), { tools: ['k6', 'lab'] }));
  expect(result.rows[1]).toEqual({ tool: 'k6', note: 'not run: does not start' });
  expect(result.howMade).toContain(`k6 was not run: ${join(bin, 'k6')} version failed.`);
});

test('the tools take turns, and each round begins with another one', async () => {
  const lines: string[] = [];
  process.env['PATH'] = ['', bin].join(delimiter);
  const load = { ...scenario, phases: [{ seconds: 0.2, rps: 10 }] };
  const server = await serve({});
  const result = await runOnLoopback(input(server, { tools: ['lab', 'autocannon'], rounds: 2 }, load), {
    print: (line) => lines.push(line),
  });
  const order = lines.flatMap((line) => /^(\w+, round \d)/.exec(line)?.[1] ?? []);
  expect([...new Set(order)]).toEqual(['lab, round 1', 'autocannon, round 1', 'autocannon, round 2', 'lab, round 2']);
  expect(result.rows[0]?.['requests']).toBe(4);
});

test('a closed-loop scenario is refused: it is not one load for all tools', async () => {
  const closed = { phases: [{ seconds: 1 }], concurrency: 2 };
  await expect(runOnLoopback(input(await serve({}), {}, closed))).rejects.toThrow(UserError);
});

test('a tool that is named twice is refused, and every setting has a default', () => {
  const tools = { kind: 'tools', target: 'fastapi', scenario: 'burst' };
  const parsed = benchmarkSchema.parse(tools);
  expect(parsed).toMatchObject({ tools: LOAD_TOOLS, rounds: 2, closedLoopClients: 8 });
  expect(plannedSeconds(parsed, 10)).toBe(2 + 2 * 5 * 14);
  expect(() => benchmarkSchema.parse({ ...tools, tools: ['lab', 'lab'] })).toThrow(/names a tool twice/);
});
