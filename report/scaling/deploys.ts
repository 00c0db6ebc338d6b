import type { DeployRecord } from '../../scaling/rollout';
import { band, type SimulationRun } from '../../scaling/simulate';
import { list, table, type Block, type Table } from '../model/block';

/** More changes of one count than this are not listed. */
const MOST_WRITES = 12;

/** What each deploy of a simulation did to the number of pods, over all runs. */
export function deployBlocks(runs: readonly SimulationRun[]): Block[] {
  const [first] = runs;
  if (first === undefined) return [];
  return first.deploys.flatMap((deploy, index) => {
    const records = runs.flatMap((run) => run.deploys[index] ?? []);
    return [deployTable(deploy.atSeconds, records), list('', [writtenWords(deploy, first.seed)])];
  });
}

function deployTable(atSeconds: number, records: readonly DeployRecord[]): Table {
  const range = (name: string, valueOf: (record: DeployRecord) => number | null, unit: string): string[] => {
    const values = records.map((record) => valueOf(record) ?? Infinity);
    const { median, low, high } = band(values);
    const text = (value: number): string => (Number.isFinite(value) ? `${Math.round(value)}${unit}` : 'not within the load');
    return [name, text(median), low === high ? '' : `${text(low)} to ${text(high)}`];
  };
  return table(
    `A new pod template at ${atSeconds} s`,
    ['', 'median', { title: '5 % to 95 % of the runs' }],
    [
      range('pods asked for before', ({ neededPods }) => neededPods, ''),
      range('most pods at a time', ({ peakPods }) => peakPods, ''),
      range('most pods asked for', ({ peakReplicas }) => peakReplicas, ''),
      range('more than before', ({ peakReplicas, neededPods }) => peakReplicas - neededPods, ''),
      range('fewest ready pods', ({ leastReadyPods }) => leastReadyPods, ''),
      range('rolled out after', ({ rolledOutAfterSeconds }) => rolledOutAfterSeconds, ' s'),
      range('count as before after', ({ settledAfterSeconds }) => settledAfterSeconds, ' s'),
      [
        'progress deadline exceeded',
        `${records.filter(({ deadlineExceeded }) => deadlineExceeded).length} of ${records.length} runs`,
        '',
      ],
    ],
  );
}

/** How spec.replicas moved, in one run: a flip at every sync shows here only. */
function writtenWords({ neededPods, written }: DeployRecord, seed: number): string {
  if (written.length === 0) return `spec.replicas stays ${neededPods} (run ${seed})`;
  const shown = written
    .slice(0, MOST_WRITES)
    .map(({ afterSeconds, replicas }) => `${replicas} after ${Math.round(afterSeconds)} s`);
  const more = written.length > MOST_WRITES ? `, … (${written.length} changes in all)` : '';
  return `spec.replicas goes from ${neededPods} to ${shown.join(', ')}${more} (run ${seed})`;
}
