import { ExitCode, type BenchmarkResult } from '../../contract';
import { AddonRound } from './addon-round';
import { lab } from './lab';

jest.setTimeout(20 * 60_000);

const round = new AddonRound('knative');
afterAll(() => round.cleanUp());

describe(round.title, () => {
  let result: BenchmarkResult;

  round.test('answers the first request from zero and scales up under load', async () => {
    const run = await round.up([
      { seconds: 30, rps: 0.5 },
      { seconds: 60, rps: 14 },
    ]);
    ({ result } = run);
    expect(run.replicas[0]).toBe(0);
    expect(Math.max(...run.replicas)).toBeGreaterThan(1);
  });

  round.test('goes back to zero', () => round.untilNoPod('fastapi'));

  round.test('the cold start is in the result', () => {
    expect(result).toMatchObject({ name: 'autoscaling/knative', environment: { engine: 'kind' } });
    expect(result.metrics['coldStartMs']).toBeGreaterThan(0);
  });

  round.test('./lab down leaves nothing', async () => {
    expect(await lab(['down', '--on', 'kind'])).toMatchObject({ exitCode: ExitCode.ok });
  });
});
