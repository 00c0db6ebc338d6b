/** CPU as a line through what was measured: idle CPU per pod, and CPU per request. */
export interface CpuFit {
  /** Milliseconds of one core. */
  readonly cpuMsPerRequest: number;
  /** Thousandths of a core that a pod uses without requests. */
  readonly idleCpuMillis: number;
  /** Share of the variation that the line explains; undefined where CPU does not vary. */
  readonly explained: number | undefined;
}

/**
 * Least squares of cores = idle * pods + perRequest * rps with both at least 0. Where load and pods do not vary independently, all CPU
 * goes to the requests.
 *
 * @returns undefined when CPU does not grow with requests
 */
export function fitCpu(cores: ArrayLike<number>, rps: ArrayLike<number>, pods: ArrayLike<number>): CpuFit | undefined {
  const steps = Array.from(cores, (value, index) => ({ cores: value, rps: rps[index] ?? 0, pods: pods[index] ?? 0 }));
  const total = (of: (step: (typeof steps)[number]) => number): number => steps.reduce((sum, step) => sum + of(step), 0);
  const [pp, pr, rr] = [total((one) => one.pods ** 2), total((one) => one.pods * one.rps), total((one) => one.rps ** 2)];
  const [pc, rc] = [total((one) => one.pods * one.cores), total((one) => one.rps * one.cores)];
  if (rr <= 0) return undefined;
  const determinant = pp * rr - pr * pr;
  const isIndependent = determinant > LEAST_INDEPENDENCE * pp * rr;
  const idle = isIndependent ? Math.max(0, (pc * rr - rc * pr) / determinant) : 0;
  const perRequest = (rc - idle * pr) / rr;
  if (perRequest <= 0) return undefined;
  const mean = total((one) => one.cores) / steps.length;
  const variation = total((one) => (one.cores - mean) ** 2);
  const rest = total((one) => (one.cores - idle * one.pods - perRequest * one.rps) ** 2);
  return {
    cpuMsPerRequest: 1000 * perRequest,
    idleCpuMillis: 1000 * idle,
    explained: variation > LEAST_VARIATION * mean * mean * steps.length ? Math.max(0, 1 - rest / variation) : undefined,
  };
}

/** Sine squared of the angle between load and pods, below which they tell the same. */
const LEAST_INDEPENDENCE = 0.02;
/** Squared share of the mean. */
const LEAST_VARIATION = 1e-4;
