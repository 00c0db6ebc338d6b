import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExitCode, runSchema, type BenchmarkResult } from '../../contract';
import { packagesHost } from '../../cli/packages-host';
import { packagesStatus } from '../../tools/from-packages';
import { lab } from './lab';

/** Cluster, Knative, images, one autoscaling benchmark from zero to zero, clean-up. */
jest.setTimeout(20 * 60_000);

const isBuilt = packagesStatus(packagesHost(new AbortController().signal), ['knative']).every(({ isReady }) => isReady);
const onKind = isBuilt ? test : test.skip;
const because = isBuilt ? '' : ' (skipped: ./lab packages build --with knative has not built everything)';
const scratch = mkdtempSync(join(tmpdir(), 'lab-kind-knative-'));

afterAll(async () => {
  rmSync(scratch, { recursive: true, force: true });
  if (!isBuilt) return;
  await lab(['down', '--on', 'kind']);
  await lab(['packages', 'stop']);
});

describe(`./lab up --on kind --from-packages --profile kind-knative${because}`, () => {
  let result: BenchmarkResult;

  onKind('answers the first request from zero, scales up under load, and goes back to zero', async () => {
    const json = join(scratch, 'results.json');
    const { exitCode, output } = await lab([
      'up',
      '--on',
      'kind',
      '--from-packages',
      '--profile',
      'kind-knative',
      '--json',
      json,
    ]);
    expect({ exitCode, output }).toMatchObject({ exitCode: ExitCode.ok });
    result = runSchema.parse(JSON.parse(readFileSync(json, 'utf8'))).results[0]!;
    const replicas = (result.series['replicas']?.points ?? []).map(([, count]) => count);
    expect(replicas[0]).toBe(0);
    expect(Math.max(...replicas)).toBeGreaterThan(1);
    expect(replicas.at(-1)).toBe(0);
  });

  onKind('the cold start is in the result', () => {
    expect(result).toMatchObject({ name: 'autoscaling/knative', environment: { engine: 'kind' } });
    expect(result.metrics['coldStartMs']).toBeGreaterThan(0);
  });

  onKind('./lab down leaves nothing', async () => {
    expect(await lab(['down', '--on', 'kind'])).toMatchObject({ exitCode: ExitCode.ok });
  });
});
