import { UserError } from '../contract';
import type { EventLog } from './events';
import type { Pod } from './pods/pod';
import type { WorkloadStatus } from './workloads/running';

const TAIL_LINES = 15;
/** Third crash: the first restart is immediate, the second came after 10 s. */
const RESTARTS_BEFORE_GIVING_UP = 2;

function logText(pod: Pod): string {
  const lines = pod.logTail(TAIL_LINES).map((line) => `    ${line}`);
  return lines.length === 0 ? 'It wrote no log.' : ['Its last lines:', ...lines].join('\n');
}

/** The reason for a person: what the pod waits for, or what its probe last said. */
export function notReadyReason(pod: Pod, events: EventLog): string {
  for (const { state, name } of pod.containers) {
    if (state.phase === 'waiting')
      return `container ${name} waits: ${state.reason}${state.message === '' ? '' : ` (${state.message})`}`;
    if (state.phase === 'terminated') return `container ${name} ended with exit code ${state.exitCode} (${state.reason})`;
  }
  const unhealthy = events
    .list()
    .filter((event) => event.subject.uid === pod.identity.uid && event.reason === 'Unhealthy')
    .at(-1);
  return unhealthy?.message ?? 'it has not answered its probes yet';
}

/** Throws when a pod will clearly never become ready. */
export function throwIfNeverReady(pods: readonly Pod[]): void {
  for (const pod of pods.filter((one) => !one.isDeleting && one.identity.owner.kind !== 'Job')) {
    if (pod.failure !== undefined) throw pod.failure;
    for (const { state, restartCount, lastTermination, name } of pod.containers) {
      if (state.phase !== 'waiting' || state.reason === 'ContainerCreating') continue;
      if (state.reason === 'CrashLoopBackOff' && restartCount < RESTARTS_BEFORE_GIVING_UP) continue;
      const how =
        lastTermination === undefined
          ? state.message
          : `ended ${restartCount + 1} times, last with exit code ${lastTermination.exitCode} (${lastTermination.reason})`;
      throw new UserError({
        where: `Pod/${pod.name}`,
        problem: `container ${name} ${how}.`,
        fix: logText(pod),
        code: 'pods-not-ready',
      });
    }
  }
}

/** Throws when a Deployment made no progress for its `progressDeadlineSeconds`, about its first pod that is not ready. */
export function throwIfDeadlineExceeded(statuses: readonly WorkloadStatus[], pods: readonly Pod[], events: EventLog): void {
  const failed = statuses.find(({ rollout }) => rollout === 'failed');
  if (failed === undefined) return;
  const { kind, namespace, name, updated, desired } = failed;
  const isOwned = ({ identity: { owner, namespace: own } }: Pod): boolean =>
    owner.kind === kind && owner.name === name && own === namespace;
  const waiting = pods.find((pod) => isOwned(pod) && !pod.isDeleting && !pod.isReady);
  throw new UserError({
    where: `${kind}/${name}`,
    problem: `exceeded its progress deadline with ${updated} of ${desired} pods of the new template; the old ones go on as long as it lasts.`,
    ...(waiting === undefined ? {} : { fix: `Pod/${waiting.name}: ${notReadyReason(waiting, events)}. ${logText(waiting)}` }),
    code: 'pods-not-ready',
  });
}

/** The error when the time is over, about the first pod that is not ready. */
export function notReadyError(pods: readonly Pod[], events: EventLog, timeoutSeconds: number): UserError {
  const waiting = pods.filter((pod) => pod.identity.owner.kind !== 'Job' && !pod.isDeleting && !pod.isReady);
  const [first, ...others] = waiting;
  if (first === undefined)
    return new UserError({
      where: 'lab',
      problem: `was not ready within ${timeoutSeconds} s: pods are missing.`,
      code: 'pods-not-ready',
    });
  const also = others.length === 0 ? '' : ` (also not ready: ${others.map((pod) => pod.name).join(', ')})`;
  return new UserError({
    where: `Pod/${first.name}`,
    problem: `was not ready within ${timeoutSeconds} s${also}: ${notReadyReason(first, events)}.`,
    fix: logText(first),
    code: 'pods-not-ready',
  });
}
