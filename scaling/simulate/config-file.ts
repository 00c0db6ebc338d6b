import { z } from 'zod';
import { hpaSchema, kedaSchema, knativeSchema } from '../../contract/lab/autoscaling';
import { pricesSchema, sloSchema } from '../../contract/job';
import { scenarioSchema, type Scenario } from '../../contract/scenario';
import { nearest } from '../../contract/nearest';
import { throwAny, UserError } from '../../contract/user-error';
import { validateHpa } from '../hpa';
import { validateScaledObject } from '../keda';
import { DEFAULT_AUTOSCALER_CONFIG, validateAnnotations } from '../kpa';
import type { Problem } from '../problem';
import type { Autoscaler, Shutdown, SimulationConfig, Startup, Workload } from './config';

const positive = z.number().positive();
const nonNegative = z.number().nonnegative();
const signal = z.enum(['rps', 'inFlight', 'inWork', 'queueLength', 'nothing']);
const signals = z.record(z.string(), signal).default({}).describe('what custom metrics measure, by name');

const serviceTimeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('deterministic'), ms: nonNegative }),
  z.strictObject({ kind: z.literal('exponential'), meanMs: positive }),
  z
    .strictObject({ kind: z.literal('lognormal'), p50Ms: positive, p95Ms: positive })
    .refine(({ p50Ms, p95Ms }) => p95Ms >= p50Ms, { message: 'p95Ms must not be below p50Ms', path: ['p95Ms'] }),
  z.strictObject({
    kind: z.literal('quantiles'),
    points: z
      .array(z.tuple([z.number().min(0).max(1), nonNegative]))
      .min(1)
      .refine((points) => points.every(([share, ms], index) => index === 0 || isAscending(points[index - 1], [share, ms])), {
        message: 'must ascend, as [share of requests, milliseconds]',
      }),
  }),
  z.strictObject({ kind: z.literal('samples'), ms: z.array(nonNegative).min(1).max(1_000_000) }),
]);

function isAscending(before: readonly [number, number] | undefined, here: readonly [number, number]): boolean {
  return before === undefined || (before[0] <= here[0] && before[1] <= here[1]);
}

const workloadSchema = z.strictObject({
  concurrency: z.number().int().min(0).max(100_000).default(1).describe('requests that a pod works on at a time; 0 is no limit'),
  balancing: z.enum(['random', 'round-robin', 'two-choices', 'least-outstanding', 'pull']).default('random'),
  serviceTime: serviceTimeSchema,
  contentionMs: nonNegative.default(0).describe('longer service for every other request in work in the pod, milliseconds'),
  overheadMs: nonNegative.default(0).describe('latency outside of the pod, milliseconds'),
  cpuMsPerRequest: nonNegative.describe('CPU per request, milliseconds of one core'),
  cpuFollows: z.enum(['service-time', 'request']).default('service-time'),
  idleCpuMillis: nonNegative.default(0),
  cpuRequestMillis: positive,
  cpuLimitMillis: positive.optional(),
  memoryRequestBytes: nonNegative.default(2 ** 29),
  memoryUsedBytes: nonNegative.default(2 ** 28),
  startup: z
    .strictObject({
      scheduleSeconds: nonNegative.default(0.1),
      containerSeconds: nonNegative.default(1),
      applicationSeconds: nonNegative.default(5),
      applicationCpuMs: nonNegative.default(0),
      initialDelaySeconds: nonNegative.default(0),
      readinessPeriodSeconds: nonNegative.default(10).describe('as in the probe; 0 is at once'),
      endpointSeconds: nonNegative.default(1),
      spread: z.number().min(0).max(1).default(0.25),
    })
    .prefault({}),
  shutdown: z
    .strictObject({
      mode: z.enum(['drain', 'drop']).default('drain'),
      graceSeconds: nonNegative.default(30),
      endpointSeconds: nonNegative.default(1),
      signalSeconds: nonNegative.default(0.2),
    })
    .prefault({}),
  retries: z
    .strictObject({ count: z.number().int().min(0).max(20).default(0), backoffMs: nonNegative.default(100) })
    .prefault({}),
  initialPods: z.number().int().min(0).max(10_000).default(1),
  room: z.array(z.strictObject({ fromSeconds: nonNegative, pods: z.number().int().nonnegative().optional() })).default([]),
});

const autoscalerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), replicas: z.number().int().min(0).max(10_000) }),
  z.strictObject({ kind: z.literal('hpa'), spec: hpaSchema, signals }),
  z.strictObject({ kind: z.literal('kpa'), ...knativeSchema.pick({ annotations: true, containerConcurrency: true }).shape }),
  z.strictObject({ kind: z.literal('keda'), spec: kedaSchema, signals }),
]);

/** A simulation as written in a file; the scenario is another file. */
export const simulationFileSchema = z.strictObject({
  workload: workloadSchema,
  autoscaler: autoscalerSchema,
  prices: pricesSchema.prefault({}),
  slo: sloSchema.prefault({}),
});

/** What a file must say about a workload, and whatever differs from the defaults. */
type WrittenWorkload = Pick<Workload, 'serviceTime' | 'cpuMsPerRequest' | 'cpuRequestMillis'> &
  Partial<Omit<Workload, 'startup' | 'shutdown'>> & {
    readonly startup?: Partial<Startup>;
    readonly shutdown?: Partial<Shutdown>;
  };

const DEFAULTS = workloadSchema.parse({ serviceTime: { kind: 'deterministic', ms: 0 }, cpuMsPerRequest: 0, cpuRequestMillis: 1 });

/** A workload with the defaults of a file. */
export function completeWorkload(written: WrittenWorkload): Workload {
  const startup = { ...DEFAULTS.startup, ...written.startup };
  const shutdown = { ...DEFAULTS.shutdown, ...written.shutdown };
  return { cpuLimitMillis: undefined, ...DEFAULTS, ...written, startup, shutdown };
}

/**
 * @param file only for messages
 * @throws UserErrors naming every key that is wrong, and what upstream would refuse in the autoscaler
 */
export function parseSimulation(file: string, document: unknown, scenario: Scenario): SimulationConfig {
  const { workload, autoscaler, prices, slo } = parsed(file, simulationFileSchema, document);
  refuse(file, problemsOf(autoscaler));
  return {
    load: { kind: 'scenario', scenario },
    workload: { ...workload, cpuLimitMillis: workload.cpuLimitMillis } satisfies Workload,
    autoscaler: autoscalerOf(autoscaler),
    prices,
    slo,
  };
}

/** @throws UserErrors naming every key that is wrong */
export function parseScenario(file: string, document: unknown): Scenario {
  return parsed(file, scenarioSchema, document);
}

type AutoscalerFile = z.infer<typeof autoscalerSchema>;

function autoscalerOf(written: AutoscalerFile): Autoscaler {
  if (written.kind !== 'keda') return written;
  return { kind: 'keda', signals: written.signals, scaledObject: scaledObjectOf(written) };
}

function scaledObjectOf({ spec }: Extract<AutoscalerFile, { kind: 'keda' }>) {
  return { name: 'simulated', annotations: {}, spec: { ...spec, scaleTargetRef: { name: 'simulated' } } };
}

function problemsOf(written: AutoscalerFile): readonly Problem[] {
  switch (written.kind) {
    case 'fixed':
      return [];
    case 'hpa':
      return validateHpa({ ...written.spec, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'simulated' } });
    case 'kpa':
      return validateAnnotations(written.annotations, DEFAULT_AUTOSCALER_CONFIG);
    case 'keda':
      return validateScaledObject(scaledObjectOf(written));
  }
}

function refuse(file: string, problems: readonly Problem[]): void {
  throwAny(
    problems
      .filter(({ effect }) => effect === 'rejected')
      .map(({ path, message }) => complaint(file, `autoscaler.${path}`, message)),
  );
}

function parsed<Output>(file: string, schema: z.ZodType<Output>, document: unknown): Output {
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  throwAny(result.error.issues.flatMap((issue) => complaints(file, schema, issue)));
  throw result.error;
}

/** One complaint per unknown key, with the nearest known one. */
function complaints(file: string, schema: z.ZodType, issue: z.core.$ZodIssue): UserError[] {
  const path = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') return [complaint(file, path, issue.message)];
  const known = new Set<string>();
  collectKeys(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }), known);
  return issue.keys.map((key) => {
    const choice = nearest(key, [...known]);
    const problem = `is not a setting.${choice === undefined ? '' : ` Did you mean ${choice}?`}`;
    return complaint(file, [...issue.path, key].join('.'), problem);
  });
}

function collectKeys(schema: unknown, known: Set<string>): void {
  if (typeof schema !== 'object' || schema === null) return;
  if ('properties' in schema) for (const key of Object.keys(schema.properties as object)) known.add(key);
  for (const part of Object.values(schema)) collectKeys(part, known);
}

function complaint(file: string, path: string, problem: string): UserError {
  return new UserError({ where: `${file}  ${path}`, problem, code: 'document-wrong' });
}
