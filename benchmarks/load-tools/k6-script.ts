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

/** The scenario as a script for k6; it reads requests and success check from the plan.json beside it. */
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

const plan = new SharedArray('plan', () => {
  const { requests, ...others } = JSON.parse(open('./plan.json'));
  return [others];
});
const requests = new SharedArray('requests', () => JSON.parse(open('./plan.json')).requests);
const latency = new Trend('lab_latency', true);
const { method, headers, timeoutMs, success } = plan[0];
const values = success.json.map(({ steps, pattern }) => ({ steps, pattern: new RegExp(pattern) }));
const whole = success.matches === null ? undefined : new RegExp(success.matches);

export const options = ${JSON.stringify(options, null, 2)};

function valueAt(document, steps) {
  return steps.reduce((here, step) => {
    if (typeof here !== 'object' || here === null) return undefined;
    if (typeof step === 'string') return Object.prototype.hasOwnProperty.call(here, step) ? here[step] : undefined;
    if (!Array.isArray(here)) return undefined;
    return typeof step === 'number' ? here[step] : here.find((item) => item && item[step.field] === step.equals);
  }, document);
}

function isRight(text) {
  if (whole !== undefined && !whole.test(text)) return false;
  if (values.length === 0) return true;
  const document = JSON.parse(text);
  return values.every(({ steps, pattern }) => {
    const value = valueAt(document, steps);
    return value !== undefined && pattern.test(typeof value === 'string' ? value : JSON.stringify(value));
  });
}

function isExpected(status) {
  return success.statuses === null ? status >= 200 && status <= 299 : success.statuses.includes(status);
}

function outcomeOf(response) {
  if (response.status === 0) return response.error_code === 1050 ? 'timeout' : 'connection';
  if (!isExpected(response.status)) {
    if (response.status >= 500) return 'http-5xx';
    return response.status >= 400 ? 'http-4xx' : 'wrong-answer';
  }
  try {
    return isRight(response.body || '') ? 'ok' : 'wrong-answer';
  } catch (error) {
    return 'wrong-answer';
  }
}

export default function () {
  const start = Date.now();
  const { url, body } = requests[exec.scenario.iterationInTest % requests.length];
  const response = http.request(method, url, body === '' ? null : body, { headers, timeout: timeoutMs, redirects: 0 });
  latency.add(Date.now() - start, { outcome: outcomeOf(response) });
}
`;
}

function perUnit(rps: number): number {
  return Math.round(rps * TIME_UNIT_SECONDS);
}
