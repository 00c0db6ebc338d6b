import { join } from 'node:path';
import type { Clock } from '../clock';
import type { EventLog } from '../events';
import type { HorizontalPodAutoscaler } from '../kubernetes/autoscalers';
import { namespaceOf, type KubernetesObject } from '../kubernetes/objects';
import type { Validated } from '../kubernetes/validate';
import type { Pod } from '../pods/pod';
import type { PodMetrics, UsageSampler } from '../usage/sampler';
import type { WorkloadReference, Workloads } from '../workloads/controller';
import { checkAutoscalers } from './checks';
import { ClusterTargets } from './cluster-targets';
import type { Controller, ControllerContext } from './controller';
import { DecisionFolder } from './decisions/log';
import { startHpa } from './hpa/start';
import { MetricsServer } from './metrics/metrics-server';
import { podPoints, type PodPoints } from './metrics/points';
import { DEFAULT_AUTOSCALING_SETTINGS, type AutoscalingSettings } from './settings';

export interface AutoscalersOptions {
  readonly clock: Clock;
  readonly events: EventLog;
  readonly workloads: Workloads;
  readonly sampler: UsageSampler;
  readonly runDir: string;
  readonly settings: Partial<AutoscalingSettings>;
  readonly pods: () => readonly Pod[];
  readonly scale: (reference: WorkloadReference, replicas: number) => void;
  readonly onFault: (error: unknown) => void;
}

interface Running {
  readonly controller: Controller;
  /** The spec that it was made from. */
  readonly spec: string;
}

/** Everything in a lab that changes the number of pods by itself, and the metrics server that it reads. */
export class Autoscalers {
  private readonly context: ControllerContext;
  private readonly metricsServer: MetricsServer;
  private readonly decisions: DecisionFolder;
  private readonly running = new Map<string, Running>();

  public constructor(options: AutoscalersOptions) {
    const { clock, events, workloads, sampler, pods, scale, onFault } = options;
    const settings = { ...DEFAULT_AUTOSCALING_SETTINGS, ...options.settings };
    this.metricsServer = new MetricsServer({
      clock,
      resolutionMs: settings.metricResolutionSeconds * 1000,
      scrape: () => scrapeAll(pods(), sampler),
    });
    this.decisions = new DecisionFolder(join(options.runDir, 'decisions'), (reason) => {
      const subject = { kind: 'Node', namespace: 'default', name: 'localhost' };
      events.record({ subject, type: 'Warning', reason: 'DecisionsNotRecorded', message: reason, source: 'local-engine' });
    });
    this.context = {
      clock,
      settings,
      targets: new ClusterTargets({ workloads, pods, scale }),
      decisions: this.decisions,
      metricsOf: (uid) => this.metricsServer.of(uid),
      event: (subject, source, type, reason, message) => events.record({ subject, source, type, reason, message }),
      onFault,
    };
  }

  public start(): void {
    this.metricsServer.start();
  }

  /** Throws a UserError for what a controller would refuse. */
  public check(objects: readonly Validated[]): void {
    checkAutoscalers(objects, this.context.settings.controllerManager);
  }

  /** Starts the controllers of new and changed objects. */
  public apply(objects: readonly Validated[]): void {
    for (const { source, parsed } of objects) {
      if (source.kind !== 'HorizontalPodAutoscaler') continue;
      const { spec } = parsed as HorizontalPodAutoscaler;
      const { name } = source.metadata;
      this.run(source, () => startHpa({ namespace: namespaceOf(source), name, spec }, this.context));
    }
  }

  /** As the resource metrics API answers for a pod. */
  public metricsOf(podUid: string): PodMetrics | undefined {
    return this.metricsServer.of(podUid);
  }

  /** Live `status` of an object; undefined when no controller has it. */
  public statusOf(object: KubernetesObject): object | undefined {
    return this.running.get(keyOf(object))?.controller.status();
  }

  /** No workload is scaled any more, and no timer is left. */
  public stop(): void {
    this.metricsServer.stop();
    for (const { controller } of this.running.values()) controller.stop();
    this.running.clear();
    this.decisions.close();
  }

  private run(object: KubernetesObject, start: () => Controller): void {
    const key = keyOf(object);
    const spec = JSON.stringify([object.metadata.annotations, object['spec']]);
    const known = this.running.get(key);
    if (known?.spec === spec) return;
    known?.controller.stop();
    this.running.set(key, { controller: start(), spec });
  }
}

function keyOf(object: KubernetesObject): string {
  return `${object.apiVersion}/${object.kind}/${namespaceOf(object)}/${object.metadata.name}`;
}

function scrapeAll(pods: readonly Pod[], sampler: UsageSampler): Map<string, PodPoints> {
  return new Map(
    pods
      .filter(({ containers }) => containers.some(({ state }) => state.phase === 'running'))
      .map((pod) => [pod.identity.uid, podPoints(pod, sampler.of(pod.identity.uid))]),
  );
}
