import { type ApiObject, at, listAt, textAt } from './fields';

/** The STATUS column of a pod. Follows Kubernetes v1.34, pkg/printers/internalversion/printers.go, printPod. */
export function podStatus(pod: ApiObject): string {
  if (at(pod, 'metadata.deletionTimestamp') !== undefined) return 'Terminating';
  let status = textAt(pod, 'status.reason', textAt(pod, 'status.phase'));
  let hasRunning = false;
  for (const container of listAt(pod, 'status.containerStatuses')) {
    const waiting = textAt(container, 'state.waiting.reason');
    const terminated = textAt(container, 'state.terminated.reason');
    if (waiting !== '') status = waiting;
    else if (terminated !== '') status = terminated;
    else if (at(container, 'ready') === true) hasRunning = true;
  }
  return status === 'Completed' && hasRunning ? 'Running' : status;
}

export function readyContainers(pod: ApiObject): string {
  const statuses = listAt(pod, 'status.containerStatuses');
  const all = statuses.length === 0 ? listAt(pod, 'spec.containers').length : statuses.length;
  return `${statuses.filter((one) => at(one, 'ready') === true).length}/${all}`;
}

export function restarts(pod: ApiObject): string {
  return String(
    listAt(pod, 'status.containerStatuses').reduce<number>((sum, one) => sum + Number(textAt(one, 'restartCount')), 0),
  );
}
