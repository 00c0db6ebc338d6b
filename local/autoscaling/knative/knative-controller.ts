import type { KubernetesObject } from '../../../contract';
import { shuffled } from '../../../contract/random';
import type { AutoscalerConfig, Stat } from '../../../scaling/kpa';
import type { Pod } from '../../pods/pod';
import type { Controller, ControllerContext } from '../controller';
import type { KpaSetup } from '../decisions/kpa-steps';
import type { Backend } from './dispatcher';
import { Front } from './front';
import { RequestCounts } from './request-counts';
import type { Revision } from './revision';
import { RevisionLoop } from './revision-loop';
import { childObjects, serviceStatus } from './status';

export interface KnativeControllerOptions {
  readonly revision: Revision;
  readonly config: AutoscalerConfig;
  readonly pods: () => readonly Pod[];
}

/** Serves one Knative Service and scales its revision. */
export class KnativeController implements Controller {
  private readonly front: Front;
  private readonly loop: RevisionLoop;
  private readonly createdMs: number;

  public constructor(
    private readonly options: KnativeControllerOptions,
    context: ControllerContext,
  ) {
    const { revision, config } = options;
    const { clock, targets, onFault } = context;
    const { namespace, name, podAutoscaler, progressDeadlineMs } = revision;
    this.createdMs = clock.nowMs();
    const setup: KpaSetup = { podAutoscaler, config, progressDeadlineMs, nowMs: this.createdMs, readyPods: 0 };
    const counts = new RequestCounts(clock, (stat: Stat) => this.loop.reportedAhead(stat));
    this.front = new Front({
      clock,
      containerConcurrency: podAutoscaler.containerConcurrency,
      timeoutMs: revision.timeoutMs,
      counts,
    });
    this.loop = new RevisionLoop(
      {
        clock,
        setup,
        target: revision.target,
        targets,
        front: this.front,
        decisions: context.decisions.open({ controller: 'kpa', namespace, name, setup }),
        backends: () => this.backends(),
        shuffle: (items) => shuffled(items, Math.random),
        event: (type, reason, message) =>
          context.event({ kind: 'PodAutoscaler', namespace, name }, 'kpa-class-podautoscaler', type, reason, message),
        onFault,
      },
      counts,
    );
  }

  /** Opens the Service's port; requests wait from now on. */
  public listen(host: string, port: number): Promise<void> {
    return this.front.listen(host, port);
  }

  public start(): this {
    this.loop.start();
    return this;
  }

  public readyPods(): string[] {
    return this.backends().map(({ pod }) => pod);
  }

  public podsChanged(): void {
    this.loop.podsChanged();
  }

  public status(): object {
    return serviceStatus(this.options.revision, this.loop.status);
  }

  public children(): KubernetesObject[] {
    return childObjects(this.options.revision, this.loop.status, this.loop.activatorCount, this.createdMs);
  }

  /** Ends scaling at once; requests under way go on until `close`. */
  public stop(): void {
    this.loop.stop();
  }

  public close(): Promise<void> {
    return this.front.close();
  }

  private backends(): Backend[] {
    const { target, namespace, port } = this.options.revision;
    return this.options
      .pods()
      .filter(
        ({ identity, isReady, isDeleting }) =>
          isReady &&
          !isDeleting &&
          identity.namespace === namespace &&
          identity.owner.kind === target.kind &&
          identity.owner.name === target.name,
      )
      .map(({ identity }) => ({ pod: identity.name, host: identity.ip, port, startedMs: identity.createdAtMs }));
  }
}
