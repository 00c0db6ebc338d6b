import type { ApiServer } from '../api/server';
import { pidsWithEnvironment, sendSignal } from '../machine/proc';
import { RUN_ID_VARIABLE } from '../pods/plan';
import type { Pod } from '../pods/pod';
import { removeRunFiles } from '../state/orphans';
import type { HostResources } from '../host-resources';
import type { EngineParts } from './parts';

/** Ends everything: Jobs and Deployments first, then StatefulSets, whose data the others use; then releases what the engine holds. */
export async function shutDown(parts: EngineParts, api: ApiServer | undefined, host: HostResources): Promise<void> {
  const { autoscalers, workloads, services, sampler, pods } = parts;
  autoscalers.stop();
  workloads.stop();
  const deleteAll = async (which: (pod: Pod) => boolean): Promise<void> => {
    await Promise.all(
      pods
        .list()
        .filter(which)
        .map((pod) => pods.delete(pod)),
    );
  };
  await deleteAll((pod) => pod.identity.owner.kind !== 'StatefulSet');
  await deleteAll(() => true);
  await autoscalers.close();
  await services.close();
  await api?.close();
  sampler.stop();
  for (const pid of pidsWithEnvironment(RUN_ID_VARIABLE, host.runId)) if (pid !== process.pid) sendSignal(pid, 'SIGKILL');
  await host.cgroups.remove();
  removeRunFiles(host);
  await host.addresses.release();
  await host.runLock.release();
}
