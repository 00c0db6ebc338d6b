import { join } from 'node:path';
import { Autoscalers } from '../autoscaling/autoscalers';
import { systemClock, type Clock } from '../clock';
import { EventLog } from '../events';
import { Jobs } from '../jobs/jobs';
import { InferenceServices } from '../kserve/inference-services';
import { Notifier } from '../notifier';
import type { LocalClusterOptions } from '../options';
import { podContext } from '../pods/context';
import { PodSet } from '../pods/pod-set';
import { Services } from '../services/services';
import { ObjectStore } from '../store';
import type { HostResources } from '../host-resources';
import { UsageSampler } from '../usage/sampler';
import { Workloads } from '../workloads/controller';
import type { WorkloadReference } from '../workloads/running';

/** The parts of an engine. */
export interface EngineParts {
  readonly clock: Clock;
  readonly events: EventLog;
  readonly store: ObjectStore;
  /** Called after every change of pods, readiness or replicas. */
  readonly changes: Notifier;
  readonly pods: PodSet;
  readonly services: Services;
  readonly workloads: Workloads;
  readonly jobs: Jobs;
  readonly sampler: UsageSampler;
  readonly autoscalers: Autoscalers;
  readonly inferenceServices: InferenceServices;
}

/** What the parts need from their engine. */
export interface EngineHooks {
  /** As of the last apply. */
  readonly options: () => LocalClusterOptions;
  readonly apiUrl: () => string;
  readonly scale: (reference: WorkloadReference, replicas: number) => void;
  readonly onFault: (error: unknown) => void;
}

/** Wires the parts together; nothing runs yet. */
export function engineParts(options: LocalClusterOptions, host: HostResources, hooks: EngineHooks): EngineParts {
  const { addresses, runDir } = host;
  const { onFault, scale, apiUrl } = hooks;
  const clock = options.clock ?? systemClock;
  const events = new EventLog(clock);
  const store = new ObjectStore(clock);
  const changes = new Notifier();
  const services = new Services(addresses, events);
  const changed = (): void => changes.notify();
  const forPods = { clock, events, store, services, options: hooks.options, host, apiUrl, changed };
  const pods = new PodSet(clock, (identity) => podContext(identity, forPods), onFault);
  const workloads = new Workloads({ clock, events, pods, addresses, claimsDir: join(runDir, 'claims'), changed });
  const jobs = new Jobs({ clock, events, pods, addresses, changes });
  const sampler = new UsageSampler(clock, () => pods.list());
  const autoscalers = new Autoscalers({
    clock,
    events,
    workloads,
    jobs,
    sampler,
    services,
    store,
    runDir,
    settings: options.autoscaling ?? {},
    pods: () => pods.list(),
    scale,
    onFault,
  });
  const inferenceServices = new InferenceServices({
    store,
    events,
    workloads,
    knativeStatusOf: (object) => autoscalers.statusOf(object),
  });
  return { clock, events, store, changes, pods, services, workloads, jobs, sampler, autoscalers, inferenceServices };
}
