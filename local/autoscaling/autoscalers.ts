import { join } from 'node:path';
import type { KubernetesObject } from '../../contract';
import type { Clock } from '../clock';
import type { EventLog } from '../events';
import type { Resource } from '../api/resource';
import type {
  HorizontalPodAutoscaler,
  KnativeServiceManifest,
  ScaledJobManifest,
  ScaledObjectManifest,
} from '../kubernetes/autoscalers';
import type { Jobs } from '../jobs/jobs';
import { KNATIVE_SERVICE_API } from '../kubernetes/kinds';
import { namespaceOf } from '../kubernetes/objects';
import { validate, type Validated } from '../kubernetes/validate';
import type { Pod } from '../pods/pod';
import type { Services } from '../services/services';
import type { ObjectStore } from '../store';
import type { PodMetrics, UsageSampler } from '../usage/sampler';
import type { Workloads } from '../workloads/controller';
import type { WorkloadReference } from '../workloads/running';
import { checkAutoscalers } from './checks';
import { childResources } from './children';
import { ClusterTargets } from './cluster-targets';
import type { Controller, ControllerContext } from './controller';
import { DecisionFolder } from './decisions/log';
import { HpaLoop } from './hpa/hpa-loop';
import { autoscalerConfigIn, isAutoscalerConfig } from './knative/config';
import { KnativeController } from './knative/knative-controller';
import { deploymentOf, revisionOf, SERVICE_PORT } from './knative/revision';
import { KedaController } from './keda/keda-controller';
import { startScaledJob } from './keda/scaled-job';
import { Lookup } from '../lookup';
import { MetricsServer } from './metrics/metrics-server';
import { podPoints } from './metrics/points';
import type { PodPoints } from '../../scaling/metrics-server';
import { DEFAULT_AUTOSCALING_SETTINGS, type AutoscalingSettings } from './settings';

export interface AutoscalersOptions {
  readonly clock: Clock;
  readonly events: EventLog;
  readonly workloads: Workloads;
  readonly jobs: Jobs;
  readonly sampler: UsageSampler;
  readonly services: Services;
  readonly store: ObjectStore;
  readonly runDir: string;
  readonly settings: Partial<AutoscalingSettings>;
  readonly pods: () => readonly Pod[];
  readonly scale: (reference: WorkloadReference, replicas: number) => void;
  readonly onFault: (error: unknown) => void;
}

function knativeServices(objects: readonly Validated[]): KnativeServiceManifest[] {
  return objects
    .filter(({ source }) => source.apiVersion === KNATIVE_SERVICE_API)
    .map(({ parsed }) => parsed as KnativeServiceManifest);
}

interface Running {
  readonly controller: Controller;
  /** The spec of the object it was made from. */
  readonly spec: string;
}

/** All autoscalers of a lab, and the metrics server that they read. */
export class Autoscalers {
  private readonly context: ControllerContext;
  private readonly metricsServer: MetricsServer;
  private readonly decisions: DecisionFolder;
  private readonly running = new Map<string, Running>();

  private readonly knative = new Map<string, KnativeController>();
  /** The ConfigMap of Knative's autoscaler, once it was applied. */
  private knativeConfig: readonly Validated[] = [];

  public constructor(private readonly options: AutoscalersOptions) {
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

  /** The objects, and the Deployments that Knative makes of its Services. Throws a UserError for what a controller would refuse. */
  public complete(objects: readonly Validated[]): readonly Validated[] {
    const configs = [...this.knativeConfig, ...objects.filter(isAutoscalerConfig)];
    const knative = autoscalerConfigIn(configs);
    const lookup = new Lookup(this.options.store, objects);
    checkAutoscalers(objects, { settings: this.context.settings.controllerManager, knative, lookup });
    const deployments = knativeServices(objects).map((service) => deploymentOf(service, knative.config));
    this.knativeConfig = configs.slice(-1);
    return [...objects, ...validate(deployments)];
  }

  /** Opens the ports of Knative Services. Throws a UserError when one is in use. */
  public async open(objects: readonly Validated[]): Promise<void> {
    const { config } = autoscalerConfigIn(this.knativeConfig);
    for (const service of knativeServices(objects)) {
      const revision = revisionOf(service);
      const key = `${revision.namespace}/${revision.service}`;
      if (this.knative.has(key)) continue;
      const controller = new KnativeController({ revision, config, pods: this.options.pods }, this.context);
      const { namespace, service: name } = revision;
      const readyPods = (): string[] => controller.readyPods();
      const { address, hostPort } = await this.options.services.reserve({ namespace, name, port: SERVICE_PORT, readyPods });
      await controller.listen(address, hostPort);
      this.knative.set(key, controller);
    }
  }

  /** Starts the controllers of new and changed objects. */
  public apply(objects: readonly Validated[]): void {
    for (const { source, parsed } of objects) {
      const { name } = source.metadata;
      const namespace = namespaceOf(source);
      if (source.kind === 'HorizontalPodAutoscaler') {
        const { spec } = parsed as HorizontalPodAutoscaler;
        this.run(source, () => new HpaLoop({ namespace, name, spec }, this.context).start());
      } else if (source.kind === 'ScaledObject') this.runScaledObject(source, parsed as ScaledObjectManifest);
      else if (source.kind === 'ScaledJob') this.runScaledJob(source, parsed as ScaledJobManifest);
      else if (source.apiVersion === KNATIVE_SERVICE_API) {
        const controller = this.knative.get(`${namespace}/${name}`);
        // A revision does not change: another template is refused before it gets here.
        if (controller !== undefined && !this.running.has(keyOf(source))) this.run(source, () => controller.start());
      }
    }
  }

  public podsChanged(): void {
    for (const controller of this.controllers()) controller.podsChanged?.();
  }

  /** Resources of the API for what controllers make. */
  public resources(): Resource[] {
    return childResources(() => this.controllers().flatMap((controller) => controller.children?.() ?? []));
  }

  /** What the resource metrics API answers for a pod. */
  public metricsOf(podUid: string): PodMetrics | undefined {
    return this.metricsServer.of(podUid);
  }

  /** Live `status` of an object; undefined when no controller has it. */
  public statusOf(object: KubernetesObject): object | undefined {
    const own = this.running.get(keyOf(object))?.controller.status();
    if (own !== undefined) return own;
    const name = { namespace: namespaceOf(object), name: object.metadata.name };
    return object.kind !== 'HorizontalPodAutoscaler'
      ? undefined
      : firstOf(this.controllers(), (controller) => controller.hpaStatus?.(name));
  }

  /** Stops scaling and clears all timers. */
  public stop(): void {
    this.metricsServer.stop();
    for (const { controller } of this.running.values()) controller.stop();
    this.decisions.close();
  }

  /** Cuts the requests that are still under way. */
  public async close(): Promise<void> {
    await Promise.all([...this.knative.values()].map((controller) => controller.close()));
  }

  private controllers(): Controller[] {
    return [...this.running.values()].map(({ controller }) => controller);
  }

  private runScaledObject(source: KubernetesObject, manifest: ScaledObjectManifest): void {
    const { store, services } = this.options;
    this.run(source, () => {
      const controller = KedaController.of(manifest, this.context, new Lookup(store, []), () => services.names());
      const hpa = controller.hpaObject();
      if (hpa !== undefined) store.put({ source: hpa, parsed: hpa });
      return controller;
    });
  }

  private runScaledJob(source: KubernetesObject, manifest: ScaledJobManifest): void {
    const { store, services, jobs, pods } = this.options;
    const jobTemplate = (source['spec'] as { readonly jobTargetRef: object }).jobTargetRef;
    this.run(source, () =>
      startScaledJob({ manifest, jobTemplate, jobs, store, pods }, this.context, new Lookup(store, []), () => services.names()),
    );
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

function firstOf<Item, Result>(items: readonly Item[], of: (item: Item) => Result | undefined): Result | undefined {
  for (const item of items) {
    const found = of(item);
    if (found !== undefined) return found;
  }
  return undefined;
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
