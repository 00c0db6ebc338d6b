import { z } from 'zod';

/** Set by the local engine on a pod whose `limits.cpu` it could not enforce. */
const CPU_LIMIT_ENFORCED = 'ml-scaling-lab/cpu-limit-enforced';

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
    }));
}

type PodStatus = z.infer<typeof podListSchema>['items'][number]['status'];

function startup(status: PodStatus): Pick<Pod, 'startupSeconds'> {
  const ready = status?.conditions?.find(({ type, status: holds }) => type === 'Ready' && holds === 'True');
  const readyMs = Date.parse(ready?.lastTransitionTime ?? '');
  const beganMs = (status?.containerStatuses ?? []).map(({ state }) => Date.parse(state?.running?.startedAt ?? ''));
  const seconds = (readyMs - Math.max(...beganMs)) / 1000;
  return Number.isFinite(seconds) && seconds >= 0 ? { startupSeconds: seconds } : {};
}
