import { documentSchema, UserError, type BenchmarkResult } from '../../../contract';
import type { Assumptions } from './assumptions';
import { cpuWords, isProfileFile, parseProfileFile, profileWords } from './profile-file';
import { meanServiceMs, profileFromResult, type ServiceTime } from '../../simulate';
import type { Predictions } from '../schema';
import { DEFAULT_SERVER, parseServer, type ServerKind } from './server';

/** What one request asks of a pod, and where that is from. */
export interface Profile {
  readonly from: Predictions['serviceTimes'];
  readonly serviceTime: ServiceTime;
  /** Milliseconds of one core. */
  readonly cpuMsPerRequest: number;
  /** Latency outside of the work of a pod. */
  readonly overheadMs: number;
  /** CPU that a pod uses without requests, thousandths of a core. */
  readonly idleCpuMillis: number;
  readonly server: ServerKind;
  /** What the reader says about pods and clients, over the defaults. */
  readonly assumed?: Assumptions;
  /** For the reader of a prediction. */
  readonly words: readonly string[];
}

const ASSUMED_MEDIAN_MS = 50;
/** 95th percentile over the median, where only a median is known. */
const TAIL_FACTOR = 3;
const CPU_BOUND = 'A request computes for as long as it is worked on, and waits for nobody.';
const NOTHING_ELSE = { overheadMs: 0, idleCpuMillis: 0, server: DEFAULT_SERVER };

/** Nothing is known: good enough for an illustration. */
export function assumedProfile(): Profile {
  return {
    ...lognormal(ASSUMED_MEDIAN_MS),
    ...NOTHING_ELSE,
    from: 'assumed',
    words: [
      `Illustration: a request is assumed to take ${shapeWords(ASSUMED_MEDIAN_MS)}. Give --service-times results.json or --service-time-ms.`,
      CPU_BOUND,
    ],
  };
}

/** @param medianMs milliseconds, > 0 */
export function givenProfile(medianMs: number): Profile {
  return {
    ...lognormal(medianMs),
    ...NOTHING_ELSE,
    from: 'given',
    words: [`A request takes ${shapeWords(medianMs)}, as given.`, CPU_BOUND],
  };
}

/**
 * From a profile that `lab profile` made, from a load result, or from the first load result of a run.
 *
 * @param file only for messages
 * @throws UserError when the document is none of them, or has no latencies
 */
export function measuredProfile(file: string, document: unknown): Profile {
  if (isProfileFile(document)) {
    const profile = parseProfileFile(file, document);
    const { serviceTime, cpuMsPerRequest, overheadMs, idleCpuMillis } = profile;
    const server = profile.server === undefined ? DEFAULT_SERVER : parseServer(profile.server);
    return {
      from: 'measured',
      serviceTime,
      cpuMsPerRequest: cpuMsPerRequest ?? meanServiceMs(serviceTime),
      overheadMs,
      idleCpuMillis,
      server: typeof server === 'string' ? DEFAULT_SERVER : server,
      words: profileWords(profile),
    };
  }
  const { serviceTime, cpuMsPerRequest, source, cautions } = profileFromResult(loadResultOf(file, document));
  return {
    ...NOTHING_ELSE,
    from: 'measured',
    serviceTime,
    cpuMsPerRequest: cpuMsPerRequest ?? meanServiceMs(serviceTime),
    words: [
      `Service times ${source}.`,
      ...(cpuMsPerRequest === undefined ? [CPU_BOUND] : [cpuWords(cpuMsPerRequest)]),
      ...cautions.map((caution) => `About these service times: ${caution}`),
    ],
  };
}

function loadResultOf(file: string, document: unknown): BenchmarkResult {
  const parsed = documentSchema.safeParse(document);
  const results = !parsed.success ? [] : parsed.data.kind === 'run' ? parsed.data.results : [parsed.data];
  const load = results.find(({ kind }) => kind === 'load');
  if (load !== undefined) return load;
  throw new UserError({
    where: `--service-times ${file}`,
    problem: parsed.success ? 'holds no load result.' : 'is not a result of the lab, nor a profile of lab profile.',
    fix: 'Take results.json of a run with a load benchmark (./lab bench), or a profile.json (./lab profile).',
    code: parsed.success ? 'result-unfit' : 'result-wrong',
  });
}

function lognormal(medianMs: number): Pick<Profile, 'serviceTime' | 'cpuMsPerRequest'> {
  const serviceTime: ServiceTime = { kind: 'lognormal', p50Ms: medianMs, p95Ms: TAIL_FACTOR * medianMs };
  return { serviceTime, cpuMsPerRequest: meanServiceMs(serviceTime) };
}

function shapeWords(medianMs: number): string {
  return `${medianMs} ms in the median and ${TAIL_FACTOR * medianMs} ms at the 95th percentile (log-normal)`;
}
