import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagesEnvironment, whyNoRound } from '../../cli/checks/kind-tools';
import { ExitCode, runSchema, type Run } from '../../contract';
import { ADDONS } from '../../tools/from-packages';
import { ClusterStack } from './cluster-stack';
import { lab } from './lab';

/** Images, cluster, every addon, every benchmark of the profile, one after another. */
jest.setTimeout(45 * 60_000);

const whyNot = whyNoRound(...ADDONS, 'load-tools');
const onKind = whyNot === undefined ? test : test.skip;
const because = whyNot === undefined ? '' : ` (skipped: ${whyNot})`;
const scratch = mkdtempSync(join(tmpdir(), 'lab-whole-'));
const UP = ['up', '--on', 'kind', '--from-packages', '--profile', 'whole'] as const;

afterAll(async () => {
  rmSync(scratch, { recursive: true, force: true });
  if (whyNot !== undefined) return;
  await lab(['down', '--on', 'kind']);
  await lab(['packages', 'stop']);
});

describe(`./lab up --on kind --from-packages --profile whole${because}`, () => {
  let run: Run;
  let stack: ClusterStack;

  onKind('every part of the lab has a passing result from the cluster', async () => {
    const json = join(scratch, 'results.json');
    const { exitCode, output } = await lab([...UP, '--json', json]);
    expect({ exitCode, output }).toMatchObject({ exitCode: ExitCode.ok });
    run = runSchema.parse(JSON.parse(readFileSync(json, 'utf8')));
    stack = new ClusterStack('kind', await packagesEnvironment());
    const failed = run.results.filter(({ verdict }) => !verdict.pass);
    expect({ failed, failures: run.failures }).toMatchObject({ failed: [] });
    expect(run.results.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        ...['load/fastapi', 'load/triton', 'load/kserve', 'load/tools', 'quantization', 'parity'],
        ...['autoscaling/hpa', 'autoscaling/knative', 'autoscaling/keda'],
      ]),
    );
    expect(new Set(run.results.map(({ environment }) => environment.engine))).toEqual(new Set(['kind']));
  });

  onKind('all servers give every text the same label', () => {
    const parity = run.results.find(({ name }) => name === 'parity');
    expect(parity?.metrics).toMatchObject({ labelDifferences: 0 });
    expect(parity?.rows.map((row) => row['server'])).toEqual(['triton', 'kserve', 'knative', 'queue']);
  });

  onKind('the second up changes nothing', () => {
    expect(stack.plannedSteps('whole')).toEqual({});
  });

  onKind('./lab down leaves nothing', async () => {
    expect(await lab(['down', '--on', 'kind'])).toMatchObject({ exitCode: ExitCode.ok });
    const environment = await packagesEnvironment();
    expect(new ClusterStack('kind', environment).run(['kind', 'get', 'clusters'])).not.toContain('ml-scaling-lab');
  });
});
