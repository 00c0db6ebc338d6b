import { median, sum, withoutGaps } from '../../../contract/statistics';
import type { BenchmarkResult } from '../../../contract/result';
import { UserError } from '../../../contract/user-error';
import type { Workload } from '../workload';
import type { MeasuredRun } from './measured-run';

/** What one request asks of a pod, from the seconds before the predicted ones. */
export interface MeasuredCalibration extends Pick<Workload, 'serviceTime' | 'cpuMsPerRequest' | 'idleCpuMillis'> {
  /** For the reader. */
  readonly words: readonly string[];
}

/** Fewer answers than this say little about what one costs. */
const ENOUGH_ANSWERS = 10;
/** In a second with more requests than this the 95th percentile is about waiting, too. */
const FEW_REQUESTS = 2;

/**
 * From the first phase of the run: CPU per request is what the pods used over what they answered, less what idle ones use; service times are latencies of
 * seconds with one or two requests, the quicker half, which had the pod to themselves. Where the first phase answers (almost)
 * nothing, from a benchmark of the same service with fixed pods.
 *
 * @param elsewhere results of other benchmarks; a load or queue benchmark of the service is used
 * @throws UserError when neither tells anything
 */
export function calibrateMeasured(run: MeasuredRun, elsewhere: readonly BenchmarkResult[]): MeasuredCalibration {
  const first = <T>(values: readonly T[]): readonly T[] => values.slice(0, Math.floor(run.firstPhaseSeconds));
  const answers = total(first(run.answered));
  if (answers < ENOUGH_ANSWERS) return fromBenchmark(run, elsewhere);
  const [offered, cpuCores, p95Ms] = [first(run.offered), first(run.cpuCores), first(run.p95Ms)];
  const { idleCpuMillis } = run;
  const cpuMsPerRequest = Math.max(0, (1000 * total(cpuCores) - idleCpuMillis * total(first(run.readyPods))) / answers);
  const alone = p95Ms.filter((ms, second) => !Number.isNaN(ms) && (offered[second] ?? 0) <= FEW_REQUESTS);
  const middle = median(alone);
  const quick = alone.filter((ms) => ms <= middle);
  return {
    cpuMsPerRequest,
    idleCpuMillis,
    serviceTime: quick.length === 0 ? { kind: 'deterministic', ms: cpuMsPerRequest } : { kind: 'samples', ms: quick },
    words: [
      `first ${run.firstPhaseSeconds} s: ${cpuMsPerRequest.toFixed(1)} ms of CPU per request over ${answers.toFixed(0)} answers, ` +
        `besides the ${idleCpuMillis.toFixed(0)} millicores that a pod uses anyway`,
      ...startupWords(run),
      quick.length === 0
        ? 'a request is worked on for as long as it uses CPU'
        : `${quick.length} quiet seconds of it: a request takes ${median(quick).toFixed(1)} ms`,
    ],
  };
}

function fromBenchmark(run: MeasuredRun, results: readonly BenchmarkResult[]): MeasuredCalibration {
  const { name, service, firstPhaseSeconds } = run;
  const result = results.find(({ kind, subject }) => subject.service === service && (kind === 'load' || kind === 'queue'));
  const cpuMsPerRequest = result?.metrics['cpuMsPerRequest'];
  if (result === undefined || cpuMsPerRequest === undefined) {
    throw new UserError({
      where: name,
      problem: `cannot be calibrated: its first phase (${firstPhaseSeconds} s) answers next to nothing.`,
      fix: `Give --calibrate results.json of a run with a load or queue benchmark of ${service}: ./lab up`,
      code: 'result-unfit',
    });
  }
  return {
    cpuMsPerRequest,
    idleCpuMillis: 0,
    serviceTime: { kind: 'deterministic', ms: cpuMsPerRequest },
    words: [
      ...startupWords(run),
      `${result.name} of ${result.startedAt}: ${cpuMsPerRequest.toFixed(1)} ms of CPU per request, worked on for as long`,
    ],
  };
}

function startupWords({ startupSeconds }: MeasuredRun): string[] {
  return startupSeconds === undefined
    ? []
    : [`before the load a pod was ready ${startupSeconds.toFixed(0)} s after its container began`];
}

/** Of the seconds that were seen. */
function total(values: readonly number[]): number {
  return sum(withoutGaps(values));
}
