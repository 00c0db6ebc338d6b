/**
 * Syncs per second of one HpaController over 20 pods with a CPU Utilization target, on one core:
 *   npx tsc -p tsconfig.json && node build/scaling/bench/hpa.js
 * Every sync reads fresh samples of all pods; `steady` stays within the tolerance, `busy` rescales on most syncs.
 */
import { HpaController, type HpaInputs, type HpaSpec, type Pod, type ResourceSample } from '../hpa';

const POD_COUNT = 20;
const SYNC_PERIOD_MS = 15_000;
/** Wall-clock times, as the local engine has them. */
const START_MS = Date.UTC(2026, 0, 1);
const SYNCS_PER_ROUND = 100_000;
/** The best round counts: a short one is likely to have had the core to itself. */
const ROUNDS = 40;

const TARGET = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } };
const SPEC: HpaSpec = { minReplicas: 2, maxReplicas: 100, metrics: [TARGET] };
const WITH_BEHAVIOR: HpaSpec = { ...SPEC, behavior: { scaleUp: {}, scaleDown: { stabilizationWindowSeconds: 60 } } };

function pods(): Pod[] {
  return Array.from({ length: POD_COUNT }, (_, index) => ({
    name: `pod-${index}`,
    phase: 'Running',
    deleting: false,
    ready: 'True',
    readyTransitionMs: START_MS - 3_590_000,
    startMs: START_MS - 3_600_000,
    containers: [{ name: 'app', requestsMilli: { cpu: 500, memory: 536_870_912_000 } }],
  }));
}

/** Inputs of one sync, all pods using about the given percent of their request. */
function inputsAt(list: readonly Pod[], percent: number): HpaInputs {
  const cpu: ResourceSample[] = list.map((_, index) => ({
    atMs: START_MS,
    windowMs: 15_000,
    containers: [{ name: 'app', usageMilli: 5 * percent + (index % 7) - 3 }],
  }));
  return { specReplicas: POD_COUNT, statusReplicas: POD_COUNT, pods: list, resources: { cpu } };
}

/** Different loads in turn, so that no sync sees what the last one saw. */
const LOADS = { steady: [58, 61, 60, 63, 57, 62, 59, 64], busy: [40, 85, 60, 95, 30, 75, 50, 88] };

function syncsPerSecond(spec: HpaSpec, loads: readonly number[]): { readonly rate: number; readonly rescaled: number } {
  const list = pods();
  const inputs = loads.map((percent) => inputsAt(list, percent));
  let best = 0;
  let rescaled = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const controller = new HpaController(spec);
    rescaled = 0;
    const start = process.hrtime.bigint();
    for (let sync = 0; sync < SYNCS_PER_ROUND; sync++) {
      const input = inputs[sync % inputs.length];
      if (input !== undefined && controller.sync(START_MS + sync * SYNC_PERIOD_MS, input).replicas !== POD_COUNT) rescaled++;
    }
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    best = Math.max(best, SYNCS_PER_ROUND / seconds);
  }
  return { rate: best, rescaled: rescaled / SYNCS_PER_ROUND };
}

for (const [load, percents] of Object.entries(LOADS)) {
  for (const [kind, spec] of Object.entries({ 'no behavior': SPEC, behavior: WITH_BEHAVIOR })) {
    const { rate, rescaled } = syncsPerSecond(spec, percents);
    const line = `${load}, ${kind}: ${(rate / 1e6).toFixed(2)} million syncs/s over ${POD_COUNT} pods, ${(100 * rescaled).toFixed(0)} % rescaled`;
    process.stdout.write(`${line}\n`);
  }
}
