import {
  cpSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
  writeSync,
  closeSync,
  chmodSync,
  readdirSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExitCode, runSchema, type BenchmarkResult, type Run } from '../../contract';
import { lab, LabCommand, REPO } from './lab';
import { leftovers } from './leftovers';

jest.setTimeout(300_000);

const scratch = mkdtempSync(join(tmpdir(), 'lab-e2e-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
afterEach(() => expect(leftovers()).toEqual([]));

function readRun(file: string): Run {
  return runSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function resultOf(run: Run, name: string): BenchmarkResult {
  const found = run.results.find((result) => result.name === name);
  if (found === undefined) throw new Error(`no result ${name}: ${JSON.stringify(run.failures)}`);
  return found;
}

describe('./lab up', () => {
  test('measures FastAPI and the queue, writes a valid document and stops everything', async () => {
    const json = join(scratch, 'results.json');
    const { exitCode, output } = await lab(['up', '--profile', 'quick', '--json', json]);
    expect({ exitCode, output }).toMatchObject({ exitCode: ExitCode.ok });
    const run = readRun(json);
    expect(run.failures).toEqual([]);
    const load = resultOf(run, 'load/fastapi');
    expect(load.errors.total).toBe(0);
    expect(load.metrics['p95Ms']).toBeGreaterThan(0);
    expect(load.metrics['cpuCoreSeconds']).toBeGreaterThan(0);
    const queue = resultOf(run, 'queue/throughput');
    expect(queue.metrics['jobs']).toBeGreaterThanOrEqual(40);
    expect(queue.metrics['jobsLost']).toBe(0);
    const accuracy = resultOf(run, 'accuracy/fastapi');
    expect(accuracy.metrics['maxProbabilityDifference']).toBeLessThanOrEqual(1e-4);
    expect(accuracy.intervals['accuracy']?.low).toBeLessThan(accuracy.metrics['accuracy'] ?? 0);
    expect(load.subject.modelSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(join(REPO, 'results', 'latest', 'report.html'), 'utf8')).toContain('load/fastapi');
  });

  test('a FastAPI process killed during the run shows as errors and a failed verdict, not as success', async () => {
    const json = join(scratch, 'killed.json');
    const command = new LabCommand(['up', '--profile', 'quick', '--only', 'load/fastapi', '--json', json]);
    await command.until('main scenario');
    process.kill(fastapiPid(), 'SIGKILL');
    const { exitCode, output } = await command.finished;
    expect({ exitCode, output }).toMatchObject({ exitCode: ExitCode.ok });
    const load = resultOf(readRun(json), 'load/fastapi');
    expect(load.errors.total).toBeGreaterThan(0);
    expect(load.verdict.pass).toBe(false);
    expect(load.marks.map((mark) => mark.mark)).toContain('errors');
  });

  test.each(['Python environment', 'starting the services', 'queue-api: http', 'main scenario', 'benchmark queue/throughput'])(
    'ctrl-C at "%s" ends everything with exit code 130',
    async (phase) => {
      const command = new LabCommand(['up', '--profile', 'quick']);
      await command.until(phase);
      command.signal('SIGINT');
      expect(await command.finished).toMatchObject({ exitCode: ExitCode.interrupted });
    },
  );

  test('a reader that goes away ends everything as ctrl-C does', async () => {
    const command = new LabCommand(['up', '--profile', 'quick']);
    await command.until('main scenario');
    command.closeOutput();
    expect(await command.finished).toMatchObject({ exitCode: ExitCode.interrupted });
  });

  test('--keep leaves the services running until ./lab down', async () => {
    const up = await lab(['up', '--profile', 'quick', '--only', 'queue', '--keep']);
    expect(up).toMatchObject({ exitCode: ExitCode.ok });
    const status = await lab(['status']);
    expect(status).toMatchObject({ exitCode: ExitCode.ok });
    expect(status.output).toMatch(/fastapi.*1\/1/);
    const second = await lab(['up', '--profile', 'quick']);
    expect(second).toMatchObject({ exitCode: ExitCode.environment });
    expect(second.output).toContain('./lab down');
    expect(await lab(['down'])).toMatchObject({ exitCode: ExitCode.ok });
  });
});

describe('a mistake or a shortage is one clear error', () => {
  test('a Python that is too old', async () => {
    const fake = join(scratch, 'python3');
    writeFileSync(fake, '#!/bin/sh\necho 3.8\n');
    chmodSync(fake, 0o755);
    const { exitCode, output } = await lab(['up'], { LAB_PYTHON: fake });
    expect(exitCode).toBe(ExitCode.environment);
    expect(output).toContain('is not supported: the lab needs Python 3.11 to 3.13');
  });

  test('a misspelt setting', async () => {
    const config = join(scratch, 'lab.yaml');
    writeFileSync(config, 'services:\n  fastapi:\n    replica: 2\n');
    const { exitCode, output } = await lab(['up', '--config', config]);
    expect(exitCode).toBe(ExitCode.config);
    expect(output).toContain(`${config}:3  services.fastapi.replica\n  is not a setting. Did you mean replicas?`);
  });

  test('a port that somebody else listens on', async () => {
    const server = createServer().listen(8000, '0.0.0.0');
    try {
      const { exitCode, output } = await lab(['up', '--profile', 'quick']);
      expect({ exitCode, output }).toMatchObject({ exitCode: ExitCode.environment });
      expect(output).toMatch(/port 8000 .*in use/);
    } finally {
      server.close();
    }
  });

  test('a model file with one byte changed', async () => {
    const cache = join(scratch, 'cache');
    const artifacts = join(cache, 'ml-scaling-lab', 'model');
    const real = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'ml-scaling-lab', 'model');
    // The artifacts, and not the variants beside them, which no profile here serves.
    for (const key of readdirSync(real).filter((name) => /^[0-9a-f]{16}$/.test(name))) {
      cpSync(join(real, key), join(artifacts, key), { recursive: true });
      flipByte(join(artifacts, key, 'model.onnx'));
    }
    const { exitCode, output } = await lab(['up', '--profile', 'quick'], { XDG_CACHE_HOME: cache });
    expect({ exitCode, output }).toMatchObject({ exitCode: ExitCode.artifact });
    expect(output).toContain('model.onnx');
  });
});

function flipByte(file: string): void {
  const descriptor = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  const offset = 1_000_000;
  readSync(descriptor, byte, 0, 1, offset);
  writeSync(descriptor, Buffer.from([(byte[0] ?? 0) ^ 1]), 0, 1, offset);
  closeSync(descriptor);
}

/** The FastAPI process of the running lab, as a person would find it. */
function fastapiPid(): number {
  const state = JSON.parse(readFileSync(join(REPO, '.lab', 'run', 'state.json'), 'utf8')) as {
    pods: { name: string; processes: { pid: number }[] }[];
  };
  const pod = state.pods.find((one) => one.name.startsWith('fastapi'));
  const pid = pod?.processes[0]?.pid;
  if (pid === undefined) throw new Error('no fastapi process in the state file');
  return pid;
}
