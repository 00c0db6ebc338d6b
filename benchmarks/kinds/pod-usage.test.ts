import type { Prices, Target } from '../../contract/job';
import type { MissedLooks } from '../observe/observer';
import type { Pod } from '../observe/pods';
import { UsageAccumulator } from '../observe/usage';
import { podUsage, type PodUsage } from './pod-usage';

const PRICES: Prices = { vcpuHourUsd: 0.036, gibHourUsd: 0, gpuHourUsd: 0 };
const TARGET: Target = {
  service: 'a',
  url: 'http://a',
  podSelector: 'app=a',
  metricsPort: 1,
  readyPath: '/readyz',
  image: 'a:1',
  cpuRequestMillis: 1000,
  cpuLimitMillis: 1000,
  memoryRequestBytes: 0,
};
const POD: Pod = { uid: 'a', name: 'a', ip: '127.0.0.1', isReady: true, restarts: 0, isCpuLimitEnforced: true };

/** One pod over ten seconds: four seconds of CPU for 100 answers. */
function usageOf(missed: MissedLooks | undefined): PodUsage {
  const usage = new UsageAccumulator();
  usage.add({ atSeconds: 0, pods: [POD], usage: new Map([['a', { cpuSeconds: 1, memoryBytes: 1 }]]) });
  usage.add({ atSeconds: 10, pods: [POD], usage: new Map([['a', { cpuSeconds: 5, memoryBytes: 1 }]]) });
  return podUsage({ usage, failure: undefined, missed }, TARGET, PRICES, 100);
}

test('CPU and cost are those of the pods, divided by the answers', () => {
  const { metrics, marks } = usageOf(undefined);
  expect(metrics).toMatchObject({ cpuCoreSeconds: 4, cpuMsPerRequest: 40, cpuUtilization: 0.4, replicaSeconds: 10 });
  // 10 pod-seconds of a core at 0.00001 USD a second, for 100 answers.
  expect(metrics['costPer1000Usd']).toBeCloseTo(0.001, 9);
  expect(marks).toEqual([]);
});

test('a short silence of the API is mentioned, a longer one marks the result; the numbers stay', () => {
  const short = usageOf({ count: 1, longestSeconds: 3, reason: 'no answer' });
  expect(short.marks).toEqual([]);
  expect(short.howMade.at(-1)).toBe('Looks that the Kubernetes API did not answer: 1 (no answer).');
  const long = usageOf({ count: 9, longestSeconds: 20.4, reason: 'no answer' });
  expect(long.marks).toEqual([
    { mark: 'incomplete', reason: 'the pods were not seen for 20 s (no answer) and count as they were before' },
  ]);
  expect(long.metrics).toEqual(short.metrics);
});

test('pods that were never seen give only the reason', () => {
  const unseen = podUsage({ usage: new UsageAccumulator(), failure: 'refused', missed: undefined }, TARGET, PRICES, 1);
  expect(unseen).toMatchObject({ metrics: {}, series: {}, marks: [{ mark: 'incomplete' }] });
  expect(unseen.marks[0]?.reason).toBe('CPU, memory and cost are missing: refused');
});
