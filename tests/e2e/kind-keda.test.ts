import { ExitCode, type BenchmarkResult } from '../../contract';
import { AddonRound } from './addon-round';
import { lab } from './lab';

jest.setTimeout(20 * 60_000);

const round = new AddonRound('keda');
afterAll(() => round.cleanUp());

describe(round.title, () => {
  let result: BenchmarkResult;

  round.test('workers come from zero for a backlog, and become as many as it needs', async () => {
    const run = await round.up([
      { seconds: 5, rps: 0 },
      { seconds: 45, rps: 12 },
    ]);
    ({ result } = run);
    expect(run.replicas[0]).toBe(0);
    expect(Math.max(...run.replicas)).toBe(4);
  });

  round.test('every job is done', () => {
    expect(result).toMatchObject({ name: 'autoscaling/keda', environment: { engine: 'kind' }, verdict: { pass: true } });
    expect(result.metrics['jobs']).toBeGreaterThan(400);
    expect(result.metrics).toMatchObject({ jobsLost: 0, errorRate: 0 });
  });

  round.test('the workers go back to zero', () => round.untilNoPod('queue-worker'));

  round.test('./lab down leaves nothing', async () => {
    expect(await lab(['down', '--on', 'kind'])).toMatchObject({ exitCode: ExitCode.ok });
  });
});
