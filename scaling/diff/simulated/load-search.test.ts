import { exampleConfig, exampleWorkload } from '../../simulate/testing/config';
import { THIS_THREAD, type SimulationConfig } from '../../simulate';
import { UNHURRIED } from './effort';
import { searchLoad, type LoadSearch } from './load-search';

/** A pod takes exactly 20 requests a second, and pods take requests from one queue: nothing but too few of them makes anybody wait. */
function pods(replicas: number): (scenario: Parameters<LoadSearch['configs']>[0]) => SimulationConfig {
  const workload = exampleWorkload({
    balancing: 'pull',
    serviceTime: { kind: 'deterministic', ms: 50 },
    concurrency: 1,
    cpuMsPerRequest: 50,
  });
  return (scenario) => exampleConfig({ load: { kind: 'scenario', scenario }, workload, autoscaler: { kind: 'fixed', replicas } });
}

function search(base: number, head: number): ReturnType<typeof searchLoad> {
  return searchLoad({
    lowRps: 6,
    highRps: 20 * Math.max(base, head),
    configs: (scenario) => ({ base: pods(base)(scenario), head: pods(head)(scenario) }),
    about: 'fewer pods',
    threads: THIS_THREAD,
    effort: UNHURRIED,
  });
}

test('fewer pods matter from close to what the fewer can take, not before', async () => {
  const { usersFromRps, at } = await search(8, 4);
  expect(usersFromRps).toBeGreaterThan(40);
  expect(usersFromRps).toBeLessThanOrEqual(90);
  expect(at!.head).toBeLessThan(at!.base);
});

test('where nothing differs nothing is found, up to more than all pods can take', async () => {
  expect(await search(3, 3)).toEqual({ usersFromRps: null, triedRps: 72, isUpToCapacity: true, at: null });
});
