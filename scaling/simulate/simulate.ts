import { ScenarioArrivals } from '../../contract/arrivals';
import { type Arrivals, TraceArrivals } from './load/arrivals';
import { Balancer } from './pods/balancer';
import { newClock } from './engine/clock';
import { Cluster } from './pods/cluster';
import { clientTimeoutMs, type Load, loadSeconds, type SimulationConfig } from './config';
import type { World } from './controllers/controller';
import { runHpa } from './controllers/hpa';
import { runKeda } from './controllers/keda';
import { KpaLoop } from './controllers/kpa';
import { Demand } from './load/demand';
import { DeployLog } from './results/deploys';
import { Outcomes } from './results/outcomes';
import { RandomStream } from '../../contract/random';
import { Requests } from './load/requests';
import { type SimulationRun, summarize } from './results/run';
import { ServiceTimes } from './load/service-time';
import { Timers } from './engine/timers';
import { Traffic } from './pods/traffic';

/**
 * One run of a workload under a load with its autoscaler, request by request. Clock and chance are simulated: the same
 * configuration and seed give the same run, and two configurations with one seed see the same arrivals and service times.
 */
export function simulate(config: SimulationConfig, seed: number): SimulationRun {
  const { workload, load } = config;
  const seconds = Math.ceil(loadSeconds(load));
  const fromMs = 1000 * (config.measureFromSeconds ?? 0);
  const clock = newClock();
  const timers = new Timers();
  const requests = new Requests();
  const outcomes = new Outcomes(seconds, fromMs);
  const isClosedLoop = load.kind === 'clients' || (load.kind === 'scenario' && load.scenario.concurrency !== undefined);
  const traffic = new Traffic({
    clock,
    arrivals: arrivalsOf(load, seed),
    balancer: new Balancer(workload.balancing, new RandomStream(seed, 'balancing')),
    requests,
    outcomes,
    timers,
    serviceTimes: new ServiceTimes(workload.serviceTime, new RandomStream(seed, 'service')),
    retryServiceTimes: new ServiceTimes(workload.serviceTime, new RandomStream(seed, 'retries')),
    demand: new Demand(workload),
    overheadMs: workload.overheadMs,
    timeoutMs: clientTimeoutMs(load),
    retries: workload.retries,
    isClosedLoop,
    front: workload.balancing === 'pull' ? 'queue' : 'none',
    hungUp: workload.hungUp ?? 'worked-off',
  });
  const cluster = new Cluster({ clock, workload, seed, timers, traffic, requests, deployment: config.deployment });
  cluster.start(initialPods(config));
  const deploys = new DeployLog(cluster);
  for (const deploy of config.deploys ?? [])
    timers.at(1000 * deploy.atSeconds, (nowMs) => {
      deploys.begin(nowMs);
      cluster.deploy(deploy, nowMs);
    });
  startAutoscaler({ config, seed, phases: config.phases ?? {}, cluster, traffic, outcomes, requests, timers });
  if (isClosedLoop) startClients(load, traffic, timers);

  const stepMs = 1000 * outcomes.stepSeconds;
  const closeStep = (nowMs: number): void =>
    outcomes.close(Math.ceil(nowMs / stepMs) - 1, {
      replicas: cluster.replicas,
      pods: cluster.alive,
      readyPods: cluster.readyCount,
      queueDepth: traffic.queueDepth,
      cpuMs: cluster.cpuUsedMs(nowMs),
    });
  timers.every(stepMs, stepMs, closeStep);
  const endMs = 1000 * seconds;
  traffic.run(endMs);
  if (endMs % stepMs > 0) closeStep(endMs);
  const inFlight = traffic.settle(endMs, fromMs);
  cluster.close(endMs);
  return summarize({ config, seed, outcomes, cluster, inFlight, seconds, deploys: deploys.records(endMs) });
}

function arrivalsOf(load: Load, seed: number): Arrivals {
  if (load.kind === 'trace') return new TraceArrivals(load.timesMs);
  if (load.kind === 'clients') return new TraceArrivals([]);
  // A load generator sends at the times of the scenario's own seed; here every run of an ensemble has others.
  return new ScenarioArrivals(load.scenario, seed);
}

function startClients(load: Load, traffic: Traffic, timers: Timers): void {
  const steps =
    load.kind === 'clients'
      ? load.steps
      : load.kind === 'scenario'
        ? load.scenario.phases.map(({ seconds }) => ({ seconds, clients: load.scenario.concurrency ?? 0 }))
        : [];
  let fromMs = 0;
  for (const { seconds, clients } of [...steps, { seconds: 0, clients: 0 }]) {
    timers.at(fromMs, () => traffic.setClients(clients));
    fromMs += 1000 * seconds;
  }
}

function initialPods({ autoscaler, workload }: SimulationConfig): number {
  return autoscaler.kind === 'fixed' ? autoscaler.replicas : workload.initialPods;
}

function startAutoscaler(world: World): void {
  const { autoscaler } = world.config;
  switch (autoscaler.kind) {
    case 'fixed':
      return;
    case 'hpa':
      runHpa(world, { spec: autoscaler.spec, settings: autoscaler.settings ?? {}, signals: autoscaler.signals ?? {} });
      return;
    case 'kpa':
      new KpaLoop(world, { ...autoscaler, config: autoscaler.config ?? {} });
      return;
    case 'keda':
      runKeda(world, autoscaler);
  }
}
