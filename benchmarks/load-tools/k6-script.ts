import { phaseRates, scenarioSeconds, type Scenario } from '../../contract/scenario';

/** k6 takes whole numbers of iterations per time unit; this unit keeps three decimals. */
const TIME_UNIT_SECONDS = 1000;
/** Virtual users made before the start, per request a second, and the most that k6 may make. */
const READY_SECONDS = 2;
const MOST_USERS = 2000;

interface Stage {
  readonly target: number;
  readonly duration: string;
}

/** Stages of `ramping-arrival-rate`: a stage of no length jumps to a rate, the next one holds it or climbs from it. */
export function stagesOf(scenario: Scenario): Stage[] {
  return scenario.phases.flatMap((phase) => {
    const { from, to } = phaseRates(phase);
    return [
      { target: perUnit(from), duration: '0s' },
      { target: perUnit(to), duration: `${phase.seconds}s` },
    ];
  });
}

/** The scenario as a script for k6; it reads bodies and address from the plan.json beside it. */
export function k6Script(scenario: Scenario): string {
  const highest = Math.max(...scenario.phases.map((phase) => Math.max(...Object.values(phaseRates(phase)))));
  const users = (seconds: number): number => Math.max(1, Math.min(MOST_USERS, Math.ceil(highest * seconds)));
  const options = {
    scenarios: {
      lab: {
        executor: 'ramping-arrival-rate',
        startRate: 0,
        timeUnit: `${TIME_UNIT_SECONDS}s`,
        preAllocatedVUs: users(READY_SECONDS),
        maxVUs: users(scenario.timeoutMs / 1000 + READY_SECONDS),
        stages: stagesOf(scenario),
        gracefulStop: `${Math.ceil(scenario.timeoutMs / 1000) + 1}s`,
      },
    },
    discardResponseBodies: false,
    noVUConnectionReuse: false,
  };
  return `// Made from the lab's scenario (${scenarioSeconds(scenario)} s). Run with: k6 run --no-usage-report script.js
import http from 'k6/http';
import exec from 'k6/execution';
import { SharedArray } from 'k6/data';
import { Trend } from 'k6/metrics';

const plan = new SharedArray('plan', () => [JSON.parse(open('./plan.json'))]);
const bodies = new SharedArray('bodies', () => JSON.parse(open('./plan.json')).bodies);
const latency = new Trend('lab_latency', true);
const headers = { 'content-type': 'application/json', accept: 'application/json' };

export const options = ${JSON.stringify(options, null, 2)};

function isPrediction(answer) {
  const one = answer && Array.isArray(answer.predictions) && answer.predictions.length === 1 ? answer.predictions[0] : undefined;
  return Boolean(one) && (one.label === 'spam' || one.label === 'ham') && one.probability >= 0 && one.probability <= 1;
}

function outcomeOf(response) {
  if (response.status === 0) return response.error_code === 1050 ? 'timeout' : 'connection';
  if (response.status >= 500) return 'http-5xx';
  if (response.status >= 400) return 'http-4xx';
  try {
    return response.status === 200 && isPrediction(response.json()) ? 'ok' : 'wrong-answer';
  } catch (error) {
    return 'wrong-answer';
  }
}

export default function () {
  const start = Date.now();
  const body = bodies[exec.scenario.iterationInTest % bodies.length];
  const response = http.post(plan[0].url, body, { headers, timeout: plan[0].timeoutMs });
  latency.add(Date.now() - start, { outcome: outcomeOf(response) });
}
`;
}

function perUnit(rps: number): number {
  return Math.round(rps * TIME_UNIT_SECONDS);
}
