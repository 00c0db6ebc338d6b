import { scenarioSchema, type Phase, type Scenario } from '../../../contract';

export interface NamedScenario {
  readonly name: string;
  readonly scenario: Scenario;
}

export interface LoadCapacity {
  readonly minPods: number;
  /** undefined: nothing bounds it. */
  readonly maxPods: number | undefined;
  /** Requests per second that keep one pod busy all the time. */
  readonly podRps: number;
}

export interface DefaultLoad {
  readonly scenarios: readonly NamedScenario[];
  /** How low and high it goes. */
  readonly words: string;
}

const LOW_SHARE = 0.3;
const HIGH_SHARE = 0.7;
/** Where nothing bounds the pods, load for so many. */
const PODS_WITHOUT_BOUND = 10;

/** A step, a spike and a day of ten minutes each, between 30 % of what the fewest pods can take and 70 % of what the most can. */
export function defaultScenarios(capacity: LoadCapacity): DefaultLoad {
  const { podRps } = capacity;
  const high = HIGH_SHARE * fullRps(capacity);
  const low = lowRps(capacity);
  return {
    scenarios: [
      named('step', [
        { seconds: 120, rps: low },
        { seconds: 480, rps: high },
      ]),
      named('spike', [
        { seconds: 120, rps: low },
        { seconds: 60, rps: high },
        { seconds: 420, rps: low },
      ]),
      named('diurnal', [
        { seconds: 300, from: low, to: high },
        { seconds: 300, from: high, to: low },
      ]),
    ],
    words: `load from ${rate(low)} to ${rate(high)} requests per second (a base pod takes ${rate(podRps)})`,
  };
}

/** What the fewest pods take easily. */
export function lowRps({ minPods, podRps }: LoadCapacity): number {
  return LOW_SHARE * Math.max(1, minPods) * podRps;
}

/** What keeps the most pods busy all the time. */
export function fullRps({ minPods, maxPods, podRps }: LoadCapacity): number {
  return Math.max(1, minPods, maxPods ?? PODS_WITHOUT_BOUND) * podRps;
}

function named(name: string, phases: readonly Phase[]): NamedScenario {
  return { name, scenario: scenarioSchema.parse({ phases }) };
}

function rate(rps: number): string {
  return String(Number(rps.toPrecision(3)));
}
