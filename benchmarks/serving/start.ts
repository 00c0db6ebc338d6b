import type { Target } from '../../contract/job';
import type { PodLister } from '../observe/observer';
import { metricValue, readMetrics } from '../observe/prometheus';

const TIMEOUT_MS = 3000;

export interface ServedModel {
  readonly sha256: string;
  readonly variant: string;
}

/** Facts that a service's first pod reports before it gets load. */
export interface Start {
  readonly model: ServedModel | undefined;
  /** From when its container began until it was ready. */
  readonly startupSeconds: number | undefined;
  /** CPU time until now. */
  readonly startupCpuSeconds: number | undefined;
}

/** For a pod that reports nothing. */
export const UNKNOWN_START: Start = { model: undefined, startupSeconds: undefined, startupCpuSeconds: undefined };

/** Never throws: a pod that is gone reports nothing, and its row shows the errors. */
export async function startOf(target: Target, lister: PodLister | undefined): Promise<Start> {
  try {
    const pod = (await lister?.pods(target.podSelector))?.find(({ ip }) => ip !== undefined);
    if (pod?.ip === undefined) return UNKNOWN_START;
    const { startupSeconds, usage } = pod;
    if (target.metricsPort === null) return { model: undefined, startupSeconds, startupCpuSeconds: usage?.cpuSeconds };
    const text = await readMetrics(pod.ip, target.metricsPort, TIMEOUT_MS);
    return { model: parseModelInfo(text), startupSeconds, startupCpuSeconds: metricValue(text, 'process_cpu_seconds_total') };
  } catch {
    return UNKNOWN_START;
  }
}

/** The artifact of `lab_model_info`, which every server of the lab has in its /metrics. */
export function parseModelInfo(metrics: string): ServedModel | undefined {
  const labels = /^lab_model_info\{([^}\n]*)\}/m.exec(metrics)?.[1];
  const value = (name: string): string | undefined => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels ?? '')?.[1];
  const sha256 = value('sha256');
  const variant = value('variant');
  return sha256 === undefined || variant === undefined ? undefined : { sha256, variant };
}
