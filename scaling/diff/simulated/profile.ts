import { documentSchema, UserError, type BenchmarkResult } from '../../../contract';
import { isProfileFile, parseProfileFile, profileWords } from './profile-file';
import { meanServiceMs, profileFromResult, type ServiceTime } from '../../simulate';
import type { Predictions } from '../schema';

/** What one request asks of a pod, and where that is from. */
export interface Profile {
  readonly from: Predictions['serviceTimes'];
  readonly serviceTime: ServiceTime;
  /** Milliseconds of one core. */
  readonly cpuMsPerRequest: number;
  /** For the reader of a prediction. */
  readonly words: readonly string[];
}

const ASSUMED_MEDIAN_MS = 50;
/** 95th percentile over the median, where only a median is known. */
const TAIL_FACTOR = 3;
const CPU_BOUND = 'A request uses CPU for as long as it is worked on.';

/** Nothing is known: good enough for an illustration. */
export function assumedProfile(): Profile {
  return {
    ...lognormal(ASSUMED_MEDIAN_MS),
    from: 'assumed',
    words: [
      `Illustration: a request is assumed to take ${shapeWords(ASSUMED_MEDIAN_MS)}. Give --service-times results.json or --service-time-ms.`,
      CPU_BOUND,
    ],
  };
}

/** @param medianMs milliseconds, > 0 */
export function givenProfile(medianMs: number): Profile {
  return { ...lognormal(medianMs), from: 'given', words: [`A request takes ${shapeWords(medianMs)}, as given.`, CPU_BOUND] };
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
    const { serviceTime, cpuMsPerRequest } = profile;
    const words = profileWords(profile);
    return { from: 'measured', serviceTime, cpuMsPerRequest: cpuMsPerRequest ?? meanServiceMs(serviceTime), words };
  }
  const { serviceTime, cpuMsPerRequest, source, cautions } = profileFromResult(loadResultOf(file, document));
  return {
    from: 'measured',
    serviceTime,
    cpuMsPerRequest: cpuMsPerRequest ?? meanServiceMs(serviceTime),
    words: [
      `Service times ${source}.`,
      ...(cpuMsPerRequest === undefined ? [CPU_BOUND] : [`A request uses ${cpuMsPerRequest.toFixed(1)} ms of CPU, as measured.`]),
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
