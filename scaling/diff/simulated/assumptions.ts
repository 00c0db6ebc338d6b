import { nearest } from '../../../contract/nearest';
import { completeWorkload, type Workload } from '../../simulate/workload';
import { parseServer, SERVER_FORMS, serverText, servingOf, type ServerKind } from './server';

/** What no manifest says and a reader may know better. What is undefined is left as it is. */
export interface Assumptions {
  /** From the start of the container until the application answers. */
  readonly startSeconds?: number;
  /** CPU that it uses meanwhile, milliseconds of one core. */
  readonly startCpuMs?: number;
  /** Tries of a client after the first one. */
  readonly retries?: number;
  readonly timeoutSeconds?: number;
  /** Whether the server notices that a client has gone, and does not begin with its request. */
  readonly leaves?: boolean;
  readonly server?: ServerKind;
  /** That the requests of a pod can use at a time. */
  readonly cores?: number;
}

const NAMES = ['start', 'startCpu', 'retries', 'timeout', 'leaves', 'server', 'cores'] as const;
type Name = (typeof NAMES)[number];

/** Reads `start=20s,retries=0`. @returns in words what is wrong, where something is */
export function parseAssumptions(text: string): Assumptions | string {
  let assumptions: Assumptions = {};
  for (const part of text.split(',')) {
    const [name = '', value, ...rest] = part.trim().split('=');
    if (!isName(name)) {
      const close = nearest(name, NAMES);
      return `"${name}" is no assumption.${close === undefined ? '' : ` Did you mean ${close}?`} There are ${NAMES.join(', ')}.`;
    }
    const read = value === undefined || rest.length > 0 ? undefined : parsed(name, value);
    if (read === undefined) return `${name} needs ${FORMS[name]}, such as ${name}=${EXAMPLES[name]}.`;
    assumptions = { ...assumptions, ...read };
  }
  return assumptions;
}

const FORMS: Readonly<Record<Name, string>> = {
  start: 'a time',
  startCpu: 'a time on one core',
  retries: 'a whole number from 0 to 20',
  timeout: 'a time above 0',
  leaves: 'yes or no',
  server: `one of ${SERVER_FORMS}`,
  cores: 'a whole number from 1 to 1000',
};
const EXAMPLES: Readonly<Record<Name, string>> = {
  start: '20s',
  startCpu: '8s',
  retries: '2',
  timeout: '5s',
  leaves: 'yes',
  server: 'event-loop',
  cores: '4',
};

function isName(name: string): name is Name {
  return NAMES.some((one) => one === name);
}

function parsed(name: Name, value: string): Assumptions | undefined {
  const seconds = secondsOf(value);
  const whole = /^\d{1,4}$/.test(value) ? Number(value) : undefined;
  switch (name) {
    case 'start':
      return seconds === undefined ? undefined : { startSeconds: seconds };
    case 'startCpu':
      return seconds === undefined ? undefined : { startCpuMs: 1000 * seconds };
    case 'timeout':
      return seconds === undefined || seconds === 0 || seconds > 600 ? undefined : { timeoutSeconds: seconds };
    case 'retries':
      return whole === undefined || whole > 20 ? undefined : { retries: whole };
    case 'cores':
      return whole === undefined || whole < 1 || whole > 1000 ? undefined : { cores: whole };
    case 'leaves':
      return value === 'yes' || value === 'no' ? { leaves: value === 'yes' } : undefined;
    case 'server': {
      const server = parseServer(value);
      return typeof server === 'string' ? undefined : { server };
    }
  }
}

/** `500ms`, `20s`, `2m`, or plain seconds. */
function secondsOf(text: string): number | undefined {
  const [, count, unit = 's'] = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (unit === 'ms' ? 1e-3 : unit === 'm' ? 60 : 1);
}

/** As they are written, for the reader. */
export function assumptionsText(assumptions: Assumptions): string {
  const { startSeconds, startCpuMs, retries, timeoutSeconds, leaves, server, cores } = assumptions;
  return [
    startSeconds === undefined ? [] : [`start=${startSeconds}s`],
    startCpuMs === undefined ? [] : [`startCpu=${startCpuMs / 1000}s`],
    retries === undefined ? [] : [`retries=${retries}`],
    timeoutSeconds === undefined ? [] : [`timeout=${timeoutSeconds}s`],
    leaves === undefined ? [] : [`leaves=${leaves ? 'yes' : 'no'}`],
    server === undefined ? [] : [`server=${serverText(server)}`],
    cores === undefined ? [] : [`cores=${cores}`],
  ]
    .flat()
    .join(', ');
}

const DEFAULT_BACKOFF_MS = completeWorkload({
  serviceTime: { kind: 'deterministic', ms: 0 },
  cpuMsPerRequest: 0,
  cpuRequestMillis: 1,
}).retries.backoffMs;

/** A workload with what is assumed about start-up and clients. */
export function withAssumptions(workload: Workload, { startSeconds, startCpuMs, retries, leaves }: Assumptions): Workload {
  const { startup } = workload;
  return {
    ...workload,
    startup: {
      ...startup,
      applicationSeconds: startSeconds ?? startup.applicationSeconds,
      applicationCpuMs: startCpuMs ?? startup.applicationCpuMs,
    },
    ...(retries !== undefined && { retries: { count: retries, backoffMs: workload.retries.backoffMs || DEFAULT_BACKOFF_MS } }),
    ...(leaves !== undefined && { hungUp: leaves ? 'leaves' : 'worked-off' }),
  };
}

/** A workload of a file, with another server or other cores. */
export function withServer(workload: Workload, { server, cores = workload.cores }: Assumptions): Workload {
  if (server === undefined) return cores === undefined ? workload : { ...workload, cores };
  return {
    ...workload,
    ...servingOf(server, cores ?? Math.max(1, Math.ceil((workload.cpuLimitMillis ?? workload.cpuRequestMillis) / 1000))),
  };
}
