import type { DeployAtPeak, DeployOfPods, DiffReport } from '../../../scaling/diff';
import { table, type Block } from '../../model/block';
import type { Row } from './capacity-rows';

const NOT_COMPUTED = 'not computed';

const ROWS: readonly (readonly [what: string, of: (deploy: DeployAtPeak) => string])[] = [
  ['pods that the load needs', ({ neededPods }) => String(neededPods)],
  ['most pods at a time', ({ peakPods }) => (peakPods === null ? NOT_COMPUTED : String(peakPods))],
  [
    'pods asked for above need',
    ({ peakReplicas, neededPods }) => (peakReplicas === null ? NOT_COMPUTED : signed(peakReplicas - neededPods)),
  ],
  ['fewest ready pods', ({ leastReadyPods }) => (leastReadyPods === null ? NOT_COMPUTED : String(leastReadyPods))],
  [
    'rolled out after',
    ({ peakPods, rolledOutAfterSeconds }) => (peakPods === null ? NOT_COMPUTED : after(rolledOutAfterSeconds)),
  ],
  [
    'count as before after',
    ({ peakPods, settledAfterSeconds }) => (peakPods === null ? NOT_COMPUTED : after(settledAfterSeconds)),
  ],
  ['pods at the maximum, with the surge', ({ roomPods }) => (roomPods === null ? 'not bounded' : String(roomPods))],
];

/** What a deploy of a new template at a steady load does to the number of pods, before and after. */
export function deployBlocks({ deploys }: DiffReport): Block[] {
  return deploys.map((deploy) =>
    table(`A deploy at peak: ${deploy.pods}`, ['', 'base', 'head', { title: 'change' }], rowsOf(deploy)),
  );
}

function rowsOf({ base, head }: DeployOfPods): Row[] {
  return ROWS.map(([what, of]) => {
    const [before, now] = [of(base), of(head)];
    return [what, before, now, before === now ? 'none' : `${before} → ${now}`];
  });
}

/** What the rows hold for. */
export function deployAssumptions({ deploys }: DiffReport): string[] {
  if (deploys.length === 0) return [];
  return [
    'A deploy at peak: a new pod template at a load that stays, spread evenly over the ready pods; the Deployment, ReplicaSet and HPA controllers are exact, pods start as in a prediction. Of a few loads and moments the one where the sides differ most, each at its worst. Memory is taken to be 89 % of its target, whatever the load.',
  ];
}

function signed(count: number): string {
  return count > 0 ? `+${count}` : String(count);
}

function after(seconds: number | null): string {
  return seconds === null ? 'more than 30 min' : `${Math.round(seconds)} s`;
}
