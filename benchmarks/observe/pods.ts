import { z } from 'zod';
import { approximateFloat, memoryBytes } from '../../contract/quantity';
import { sum } from '../../contract/statistics';

/** Counters of one pod's process. */
export interface ProcessUsage {
  readonly cpuSeconds: number;
  readonly memoryBytes: number;
}

/** Set by the local engine on a pod whose `limits.cpu` it could not enforce. */
const CPU_LIMIT_ENFORCED = 'ml-scaling-lab/cpu-limit-enforced';
/** Set by the local engine on every pod: what its processes have used since it began, JSON. */
const USAGE = 'ml-scaling-lab/usage';

const usageSchema = z.object({ cpuSeconds: z.number(), memoryBytes: z.number() });

const podListSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        uid: z.string().optional(),
        annotations: z.record(z.string(), z.string()).nullish(),
        deletionTimestamp: z.string().nullish(),
      }),
      status: z
        .object({
          phase: z.string().optional(),
          podIP: z.string().nullish(),
          conditions: z
            .array(z.object({ type: z.string(), status: z.string(), lastTransitionTime: z.string().nullish() }))
            .nullish(),
          containerStatuses: z
            .array(
              z.object({
                restartCount: z.number().optional(),
                state: z.object({ running: z.object({ startedAt: z.string().nullish() }).nullish() }).nullish(),
              }),
            )
            .nullish(),
        })
        .optional(),
    }),
  ),
});

/** The facts about a pod that a benchmark needs. */
export interface Pod {
  readonly uid: string;
  readonly name: string;
  readonly ip: string | undefined;
  /** Ready and not being deleted: a Service sends it load. */
  readonly isReady: boolean;
  /** It is being deleted, and holds its resources until it is gone. */
  readonly isLeaving?: boolean;
  readonly restarts: number;
  readonly isCpuLimitEnforced: boolean;
  /** CPU since it began and memory now, where the API says so. */
  readonly usage?: ProcessUsage;
  /** From when its containers began until it was ready, seconds; undefined when it is not ready or the API does not say. */
  readonly startupSeconds?: number;
}

/** The pods of a PodList that hold their requested resources: all but those that ended. */
export function parsePods(list: unknown): Pod[] {
  return podListSchema
    .parse(list)
    .items.filter(({ status }) => status?.phase !== 'Succeeded' && status?.phase !== 'Failed')
    .map(({ metadata, status }) => ({
      uid: metadata.uid ?? metadata.name,
      name: metadata.name,
      ip: status?.podIP ?? undefined,
      isReady:
        (metadata.deletionTimestamp ?? undefined) === undefined &&
        (status?.conditions ?? []).some((condition) => condition.type === 'Ready' && condition.status === 'True'),
      ...((metadata.deletionTimestamp ?? undefined) === undefined ? {} : { isLeaving: true }),
      restarts: (status?.containerStatuses ?? []).reduce((sum, container) => sum + (container.restartCount ?? 0), 0),
      isCpuLimitEnforced: metadata.annotations?.[CPU_LIMIT_ENFORCED] !== 'false',
      ...startup(status),
      ...usage(metadata.annotations?.[USAGE]),
    }));
}

function usage(annotation: string | undefined): Pick<Pod, 'usage'> {
  if (annotation === undefined) return {};
  try {
    return { usage: usageSchema.parse(JSON.parse(annotation)) };
  } catch {
    return {};
  }
}

type PodStatus = z.infer<typeof podListSchema>['items'][number]['status'];

function startup(status: PodStatus): Pick<Pod, 'startupSeconds'> {
  const ready = status?.conditions?.find(({ type, status: holds }) => type === 'Ready' && holds === 'True');
  const readyMs = Date.parse(ready?.lastTransitionTime ?? '');
  const beganMs = (status?.containerStatuses ?? []).map(({ state }) => Date.parse(state?.running?.startedAt ?? ''));
  const seconds = (readyMs - Math.max(...beganMs)) / 1000;
  return Number.isFinite(seconds) && seconds >= 0 ? { startupSeconds: seconds } : {};
}

const rateListSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      containers: z.array(z.object({ usage: z.object({ cpu: z.string(), memory: z.string() }) })),
    }),
  ),
});

/** What the pods of a PodMetricsList use, by name. */
export function parseRates(list: unknown): ReadonlyMap<string, { readonly cores: number; readonly memoryBytes: number }> {
  return new Map(
    rateListSchema.parse(list).items.map(({ metadata, containers }) => [
      metadata.name,
      {
        cores: sum(containers.map(({ usage: { cpu } }) => approximateFloat(cpu) ?? 0)),
        memoryBytes: sum(containers.map(({ usage: { memory } }) => memoryBytes(memory) ?? 0)),
      },
    ]),
  );
}
