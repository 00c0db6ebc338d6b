import { scenarioSchema, scenarioSeconds, UserError, type Scenario } from '../../contract';
import { parseScenario } from '../../scaling/simulate';
import { readDocument } from '../files';
import { wholeNumber } from '../numbers';

/** The flags that say how much is sent. */
export interface OfferedFlags {
  readonly rps?: string;
  readonly concurrency?: string;
  readonly scenario?: string;
  readonly timeout: string;
}

/** Of a load by --rps or --concurrency. */
const SECONDS = 15;
/** A command that somebody waits for ends. */
const MOST_SECONDS = 600;

/**
 * The load that flags ask for; undefined where they leave it to the lab.
 *
 * @throws UserError naming the flag that is wrong
 */
export function offeredOf({ rps, concurrency, scenario, timeout }: OfferedFlags): Scenario | undefined {
  if ([rps, concurrency, scenario].filter((one) => one !== undefined).length > 1)
    throw new UserError({ where: 'lab load', problem: 'takes one of --rps, --concurrency and --scenario.', code: 'flag-wrong' });
  const timeoutMs = timeoutMsOf(timeout);
  if (rps !== undefined) return scenarioSchema.parse({ phases: [{ seconds: SECONDS, rps: rateOf(rps) }], timeoutMs });
  if (concurrency !== undefined) {
    const clients = wholeNumber('--concurrency', concurrency, { from: 1, to: 1024 });
    return scenarioSchema.parse({ phases: [{ seconds: SECONDS }], concurrency: clients, timeoutMs });
  }
  if (scenario === undefined) return undefined;
  const read = parseScenario(scenario, readDocument(scenario));
  const seconds = scenarioSeconds(read);
  if (seconds > MOST_SECONDS)
    throw new UserError({
      where: `--scenario ${scenario}`,
      problem: `is ${seconds} s long; this command offers load for ${MOST_SECONDS} s at most.`,
      fix: 'Shorten its phases, or measure the service in a lab of its own: docs/own-service.md.',
      code: 'scenario-wrong',
    });
  return read;
}

export function timeoutMsOf(text: string): number {
  return 1000 * wholeNumber('--timeout', text, { from: 1, to: 60 });
}

function rateOf(text: string): number {
  const rps = Number(text);
  if (rps > 0 && rps <= 100_000) return rps;
  throw new UserError({
    where: `--rps ${text}`,
    problem: 'is no number of requests a second above 0 and up to 100000.',
    code: 'flag-wrong',
  });
}
