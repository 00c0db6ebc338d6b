import { z } from 'zod';
import type { Immutable } from '../immutable';

const positive = z.number().positive();
const nonNegative = z.number().nonnegative();

/** How long one request is worked on when nothing else is in its way, milliseconds. */
const serviceTimeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('deterministic'), ms: nonNegative }),
  z.strictObject({ kind: z.literal('exponential'), meanMs: positive }),
  z
    .strictObject({ kind: z.literal('lognormal'), p50Ms: positive, p95Ms: positive })
    .refine(({ p50Ms, p95Ms }) => p95Ms >= p50Ms, { message: 'p95Ms must not be below p50Ms', path: ['p95Ms'] }),
  /** Points of the distribution function, ascending. Linear in between. */
  z.strictObject({
    kind: z.literal('quantiles'),
    points: z
      .array(z.tuple([z.number().min(0).max(1), nonNegative]))
      .min(1)
      .refine((points) => points.every(([share, ms], index) => index === 0 || isAscending(points[index - 1], [share, ms])), {
        message: 'must ascend, as [share of requests, milliseconds]',
      }),
  }),
  /** Measured ones; each is as likely as any other. */
  z.strictObject({ kind: z.literal('samples'), ms: z.array(nonNegative).min(1).max(1_000_000) }),
]);

function isAscending(before: readonly [number, number] | undefined, here: readonly [number, number]): boolean {
  return before === undefined || (before[0] <= here[0] && before[1] <= here[1]);
}

/**
 * How a request finds its pod. `random`: kube-proxy, one connection per request. `round-robin`: most proxies. `two-choices`: the
 * less busy of two at random, Knative's activator without containerConcurrency. `least-outstanding`: the least busy of all.
 * `pull`: nobody balances; one queue, from which a free worker takes the oldest (Redis, or an M/M/c queue).
 */
const balancingSchema = z.enum(['random', 'round-robin', 'two-choices', 'least-outstanding', 'pull']);

/** From "the autoscaler wants one more" to "it gets requests", seconds. */
const startupSchema = z.strictObject({
  /** Creation until the kubelet has it. */
  scheduleSeconds: nonNegative.default(0.1),
  /** Until the container runs. */
  containerSeconds: nonNegative.default(1),
  /** Until the application answers its readiness probe. */
  applicationSeconds: nonNegative.default(5),
  /** CPU used meanwhile, milliseconds of one core. */
  applicationCpuMs: nonNegative.default(0),
  initialDelaySeconds: nonNegative.default(0),
  readinessPeriodSeconds: nonNegative.default(10).describe('as in the probe; 0 is at once'),
  /** From ready until the balancer knows. */
  endpointSeconds: nonNegative.default(1),
  /** Schedule, container and endpoint times vary by up to this share up and down. */
  spread: z.number().min(0).max(1).default(0.25),
});

const shutdownSchema = z.strictObject({
  /** `drain`: works off what it has, at most `graceSeconds`. `drop`: dies on the signal, and so does what it had in work. */
  mode: z.enum(['drain', 'drop']).default('drain'),
  graceSeconds: nonNegative.default(30),
  /** From deletion until nobody sends to it any more. */
  endpointSeconds: nonNegative.default(1),
  /** From deletion until the process has the signal. */
  signalSeconds: nonNegative.default(0.2),
});

export const workloadSchema = z.strictObject({
  concurrency: z.number().int().min(0).max(100_000).default(1).describe('requests that a pod works on at a time; 0 is no limit'),
  /** Undefined: as many as its requests want, so that each has a core of its own. */
  cores: z.number().int().positive().max(1_000).optional().describe('cores that the requests of a pod can use at a time'),
  discipline: z
    .enum(['sharing', 'fifo'])
    .default('sharing')
    .describe('sharing: all that compute share the cores (threads, goroutines); fifo: one after another (an event loop)'),
  balancing: balancingSchema.default('random'),
  serviceTime: serviceTimeSchema,
  contentionMs: nonNegative.default(0).describe('longer waiting for every other request in work in the pod, milliseconds'),
  overheadMs: nonNegative.default(0).describe("latency outside of the pod's work (connection, HTTP, network), milliseconds"),
  cpuMsPerRequest: nonNegative.describe(
    'CPU per request, milliseconds of one core; in the rest of its service time a request waits for others',
  ),
  /** Whether a request of twice the service time uses twice as much CPU. */
  cpuFollows: z.enum(['service-time', 'request']).default('service-time'),
  idleCpuMillis: nonNegative.default(0),
  cpuRequestMillis: positive,
  /** Undefined without a CPU limit. */
  cpuLimitMillis: positive.optional(),
  memoryRequestBytes: nonNegative.default(2 ** 29),
  /** What a pod uses, whatever it does. */
  memoryUsedBytes: nonNegative.default(2 ** 28),
  startup: startupSchema.prefault({}),
  shutdown: shutdownSchema.prefault({}),
  /** What a client does when an attempt is refused or times out. */
  retries: z
    .strictObject({ count: z.number().int().min(0).max(20).default(0), backoffMs: nonNegative.default(100) })
    .prefault({}),
  /** Pods that are ready when the simulation starts. */
  initialPods: z.number().int().min(0).max(10_000).default(1),
  /** How many pods the nodes have room for, from a moment on; others stay Pending. No entry, or undefined: no limit. */
  room: z.array(z.strictObject({ fromSeconds: nonNegative, pods: z.number().int().nonnegative().optional() })).default([]),
});

export type ServiceTime = Immutable<z.infer<typeof serviceTimeSchema>>;
export type Balancing = z.infer<typeof balancingSchema>;

export interface Workload extends Immutable<z.infer<typeof workloadSchema>> {
  /**
   * A request whose client has given up: `worked-off` by its pod, which does not know (without it), or `leaves` the line, as where
   * the server notices that the connection is gone. What a worker has begun it ends in both cases.
   */
  readonly hungUp?: 'worked-off' | 'leaves';
}

/** What a file must say about a workload, and whatever differs from the defaults. */
type WrittenWorkload = Pick<Workload, 'serviceTime' | 'cpuMsPerRequest' | 'cpuRequestMillis'> &
  Partial<Omit<Workload, 'startup' | 'shutdown'>> & {
    readonly startup?: Partial<Workload['startup']>;
    readonly shutdown?: Partial<Workload['shutdown']>;
  };

const DEFAULTS = workloadSchema.parse({ serviceTime: { kind: 'deterministic', ms: 0 }, cpuMsPerRequest: 0, cpuRequestMillis: 1 });

/** A workload with the defaults of a file. */
export function completeWorkload(written: WrittenWorkload): Workload {
  const startup = { ...DEFAULTS.startup, ...written.startup };
  const shutdown = { ...DEFAULTS.shutdown, ...written.shutdown };
  return { cpuLimitMillis: undefined, ...DEFAULTS, ...written, startup, shutdown };
}
