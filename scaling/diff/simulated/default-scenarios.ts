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
export function defaultScenarios({ minPods, maxPods, podRps }: LoadCapacity): DefaultLoad {
  const fewest = Math.max(1, minPods);
  const most = Math.max(fewest, maxPods ?? PODS_WITHOUT_BOUND);
  const high = HIGH_SHARE * most * podRps;
  const low = Math.min(LOW_SHARE * fewest * podRps, (LOW_SHARE / HIGH_SHARE) * high);
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

function named(name: string, phases: readonly Phase[]): NamedScenario {
  return { name, scenario: scenarioSchema.parse({ phases }) };
}

function rate(rps: number): string {
  return String(Number(rps.toPrecision(3)));
}
