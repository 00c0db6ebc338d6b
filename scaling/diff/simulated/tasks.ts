import { seenPods, type CountedPods, type Manifest, type Manifests, type ScaledPods } from '../../manifests';
import { completeDeployment } from '../../rollout';
import { pairSides, pairTitle, type PodsPair } from '../pair-sides';
import { describeAll, type Described } from '../settings';
import { cronStart } from './cron-start';
import type { Profile } from './profile';
import { sideModelOf, type SideModel } from './side-model';
import { whyNoRequests } from './traffic';

/** A set of pods whose model differs, or why it is not predicted; `is: open` where that leaves a question. */
export type Task = { readonly pods: string } & (
  | {
      readonly is: 'simulated';
      readonly base: SideModel;
      readonly head: SideModel;
      readonly capacity: Readonly<Record<'base' | 'head', ScaledPods>>;
      readonly pair: PodsPair;
    }
  | { readonly is: 'open' | 'settled'; readonly reason: string }
);
export type Simulated = Extract<Task, { is: 'simulated' }>;
export type Silent = Exclude<Task, { is: 'simulated' }>;

export interface Models {
  readonly profile: Profile;
  readonly kubernetesVersion: string;
}

/** Sets of pods that scale alike, before and after: one simulation answers for all of them. */
export interface Group {
  readonly task: Simulated;
  /** The titles of the other sets. */
  readonly others: readonly string[];
}

export function groupsOf(tasks: readonly Task[]): Group[] {
  const groups = new Map<string, { task: Simulated; others: string[] }>();
  for (const task of tasks) {
    if (task.is !== 'simulated') continue;
    const bounds = [task.capacity.base, task.capacity.head].flatMap(({ minPods, maxPods }) => [minPods, maxPods ?? null]);
    const models = [task.base, task.head].flatMap((side) => [modelText(side), deploymentText(side)]);
    const key = JSON.stringify([...models, ...bounds]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { task, others: [] });
    else group.others.push(task.pods);
  }
  return [...groups.values()];
}

/** Sets of pods whose scaling differs. */
export function tasksOf(base: Manifests, head: Manifests, { profile, kubernetesVersion }: Models): Task[] {
  const [before, after] = [describeAll(base), describeAll(head)];
  return pairSides(base, head).pods.flatMap((pair): Task[] => {
    const pods = pairTitle(pair);
    if (pair.base === undefined || pair.head === undefined) {
      const what = pair.base === undefined ? 'new' : 'gone';
      return [{ is: 'settled', pods, reason: `it is ${what}, so that there is nothing to compare with` }];
    }
    const isSame = settingsText(pair.base, before) === settingsText(pair.head, after);
    const [one, other] = [seenPods(pair.base), seenPods(pair.head)];
    if (one === undefined || other === undefined)
      return isSame ? [] : [{ is: 'open', pods, reason: 'its pods are not in these manifests' }];
    const is = endsByItself(other) ? 'settled' : 'open';
    const moment = cronStart(one, other);
    const baseModel = sideModelOf(one, base, profile, kubernetesVersion, moment);
    const headModel = sideModelOf(other, head, profile, kubernetesVersion, moment);
    if (typeof baseModel === 'string') return isSame ? [] : [{ is, pods, reason: baseModel }];
    if (typeof headModel === 'string') return isSame ? [] : [{ is, pods, reason: headModel }];
    const reason = whyNoRequests(headModel, other, head);
    if (reason !== undefined && !isSame) return [{ is: 'open', pods, reason }];
    if (modelText(baseModel) !== modelText(headModel) || deploymentText(baseModel) !== deploymentText(headModel))
      return [{ is: 'simulated', pods, base: baseModel, head: headModel, capacity: { base: one, head: other }, pair }];
    return isSame ? [] : [{ is: 'settled', pods, reason: 'its changes make no difference to the simulation' }];
  });
}

function endsByItself({ maker }: ScaledPods): boolean {
  return maker.kind === 'Job' || maker.kind === 'CronJob';
}

/** The scaling settings of the object that makes the pods and of the one that sets their number. */
function settingsText({ maker, scaler }: CountedPods, described: readonly Described[]): string {
  const settingsOf = (manifest: Manifest): Described['settings'] | undefined =>
    described.find((one) => one.manifest === manifest)?.settings;
  return JSON.stringify([settingsOf(maker), settingsOf(scaler)]);
}

/** Which object an HPA names makes no difference to what it does. */
export function modelText({ workload, autoscaler }: SideModel): string {
  return JSON.stringify([workload, autoscaler], (key, value: unknown) => (key === 'scaleTargetRef' ? undefined : value));
}

export function deploymentText({ deployment }: SideModel): string {
  return JSON.stringify(deployment && completeDeployment(deployment));
}
