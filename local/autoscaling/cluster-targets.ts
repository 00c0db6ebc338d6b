import type { Pod as HpaPod } from '../../scaling/hpa';
import { namespaceOf } from '../kubernetes/objects';
import { matches } from '../kubernetes/selector';
import type { Pod } from '../pods/pod';
import type { Workloads } from '../workloads/controller';
import type { WorkloadReference } from '../workloads/running';
import { wholeSeconds } from '../../scaling/metrics-server';
import type { ScaleTarget, ScaleTargets, TargetPod } from './target';

export interface ClusterTargetsOptions {
  readonly workloads: Workloads;
  pods(): readonly Pod[];
  scale(reference: WorkloadReference, replicas: number): void;
}

/** The workloads of a lab as the controllers see them. */
export class ClusterTargets implements ScaleTargets {
  public constructor(private readonly options: ClusterTargetsOptions) {}

  public find(reference: WorkloadReference): ScaleTarget | undefined {
    const { workloads } = this.options;
    const workload = workloads.find(reference);
    const status = workloads.status(reference);
    if (workload === undefined || status === undefined) return undefined;
    const namespace = namespaceOf(workload);
    const { selector } = workload.spec;
    const pods = this.options
      .pods()
      .filter(({ identity }) => identity.namespace === namespace && matches(selector, identity.labels));
    return {
      specReplicas: status.desired,
      statusReplicas: status.current,
      readyReplicas: status.ready,
      pods: pods.map(targetPod),
    };
  }

  public scale(reference: WorkloadReference, replicas: number): void {
    this.options.scale(reference, replicas);
  }
}

function targetPod(pod: Pod): TargetPod {
  const { identity } = pod;
  return {
    uid: identity.uid,
    name: identity.name,
    phase: pod.phase,
    deleting: pod.isDeleting,
    ready: pod.isReady ? 'True' : 'False',
    readyTransitionMs: wholeSeconds(pod.readyChangedAtMs),
    startMs: wholeSeconds(identity.createdAtMs),
    containers: identity.spec.containers.map(({ name, resources }): HpaPod['containers'][number] => {
      const { cpuMillis, memoryBytes } = resources.requests;
      return {
        name,
        requestsMilli: {
          ...(cpuMillis === undefined ? {} : { cpu: cpuMillis }),
          ...(memoryBytes === undefined ? {} : { memory: memoryBytes * 1000 }),
        },
      };
    }),
  };
}
