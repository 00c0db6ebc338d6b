import { z } from 'zod';
import { autoscalingSchema } from './lab/autoscaling';
import { sloSchema } from './job';
import { scenarioSchema } from './scenario';

export const RESULT_SCHEMA = 'lab.benchmark/v1';

export const intervalSchema = z.strictObject({
  low: z.number(),
  high: z.number(),
  level: z.number().min(0).max(1).describe('coverage, for example 0.95'),
  method: z.string().describe('how the interval was made, for example "wilson", "bootstrap over 1 s windows"'),
});

const seriesSchema = z.strictObject({
  unit: z.string(),
  points: z.array(z.tuple([z.number(), z.number()])).describe('[seconds since the benchmark began, value]'),
});

const histogramSchema = z.strictObject({
  encoding: z.literal('hdr-v2-base64').describe('HdrHistogram V2 compressed, base64'),
  unit: z.literal('us'),
  data: z.string(),
});

/** Lines of one metric over another; both are names of contract/metrics.ts. */
const curveSchema = z.strictObject({
  title: z.string(),
  x: z.string(),
  y: z.string(),
  lines: z.array(z.strictObject({ label: z.string(), points: z.array(z.tuple([z.number(), z.number()])) })),
});

const checkSchema = z.strictObject({
  name: z.string(),
  metric: z.string(),
  comparison: z.enum(['<=', '>=', '<', '>', '==']),
  bound: z.number(),
  value: z.number(),
  pass: z.boolean(),
});

/** Why a number must not be compared silently. */
const markSchema = z.strictObject({
  mark: z.enum(['throttled', 'overloaded', 'errors', 'limit-not-enforced', 'client-limited', 'illustration', 'incomplete']),
  reason: z.string(),
});

export const environmentSchema = z.strictObject({
  engine: z.enum(['local', 'kind', 'existing', 'simulate']),
  cpuModel: z.string(),
  isaFlags: z
    .array(z.string())
    .describe('only those that matter to inference: avx2, avx512f, avx512_vnni, avx_vnni, amx_int8, …'),
  logicalCpus: z.number().int().positive(),
  memoryBytes: z.number().int().positive(),
  kernel: z.string(),
  node: z.string(),
  cgroup: z.strictObject({
    version: z.enum(['v1', 'v2', 'none']),
    cpuQuotaCores: z.number().positive().nullable().describe('quota that the benchmark program itself runs under'),
    memoryLimitBytes: z.number().positive().nullable(),
  }),
  throttling: z
    .strictObject({
      periods: z.number().int().nonnegative(),
      throttledPeriods: z.number().int().nonnegative(),
      throttledSeconds: z.number().nonnegative(),
    })
    .nullable()
    .describe('CFS counters of the benchmark program over its run; null where they cannot be read'),
  loadAverage: z.strictObject({ before: z.number().nonnegative(), after: z.number().nonnegative() }),
});

/** What scales the pods of a service, and what each may use. Runs of two engines are compared only where it is the same. */
const scalingSchema = z.strictObject({
  autoscaling: autoscalingSchema,
  cpuRequestMillis: z.number().int().positive(),
  cpuLimitMillis: z.number().int().positive(),
});

/** One benchmark's answer. Metric names are those of contract/metrics.ts and carry their unit (`p95Ms`). */
export const resultSchema = z.strictObject({
  schema: z.literal(RESULT_SCHEMA),
  kind: z.enum(['load', 'queue', 'accuracy', 'autoscaling', 'quantization', 'tools', 'serving', 'parity', 'tradeoffs']),
  name: z
    .string()
    .regex(/^[a-z0-9]+([-/][a-z0-9]+)*$/)
    .describe('for example load/fastapi'),
  title: z.string(),
  startedAt: z.iso.datetime(),
  durationSeconds: z.number().nonnegative(),
  subject: z.strictObject({
    service: z.string(),
    modelSha256: z.string().nullable(),
    modelVariant: z.string().nullable(),
    image: z.string().nullable(),
    configHash: z.string(),
    scaling: scalingSchema.optional().describe('of a service with an autoscaler'),
  }),
  environment: environmentSchema,
  marks: z.array(markSchema),
  scenario: scenarioSchema.nullable(),
  slo: sloSchema.optional().describe('what it was measured against'),
  metrics: z.record(z.string(), z.number()),
  intervals: z.record(z.string(), intervalSchema).describe('by metric name'),
  series: z
    .record(z.string(), seriesSchema)
    .describe('by series name: offeredRps, throughputRps, p95Ms, errors, replicas, cpuCores, …'),
  curves: z.array(curveSchema).optional().describe('one metric over another, a line for each thing compared'),
  histograms: z.record(z.string(), histogramSchema).describe('by name: latency, wait, total'),
  rows: z
    .array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])))
    .describe('steps or variants compared inside this benchmark; keys are metric names or labels'),
  errors: z.strictObject({
    total: z.number().int().nonnegative(),
    byKind: z
      .record(z.string(), z.number().int().nonnegative())
      .describe('timeout, connection, http-5xx, http-4xx, wrong-answer, …'),
  }),
  howMade: z.array(z.string()).describe('sentences: what was done to get these numbers'),
  verdict: z.strictObject({ pass: z.boolean(), checks: z.array(checkSchema) }),
});

/** What one `lab up` or `lab bench` leaves: all results of the run in one document. */
export const runSchema = z.strictObject({
  schema: z.literal(RESULT_SCHEMA),
  kind: z.literal('run'),
  labVersion: z.string(),
  command: z.string().describe('the command line that makes this document again'),
  profile: z.string(),
  startedAt: z.iso.datetime(),
  durationSeconds: z.number().nonnegative(),
  results: z.array(resultSchema),
  failures: z.array(z.strictObject({ name: z.string(), reason: z.string() })).describe('benchmarks that gave no result'),
});

/** `lab.benchmark/v1` as a document: one result, or a run of several. */
export const documentSchema = z.union([runSchema, resultSchema]);

export type Interval = z.infer<typeof intervalSchema>;
export type Series = z.infer<typeof seriesSchema>;
export type Curve = z.infer<typeof curveSchema>;
export type Check = z.infer<typeof checkSchema>;
export type Scaling = z.infer<typeof scalingSchema>;
export type Mark = z.infer<typeof markSchema>;
export type Environment = z.infer<typeof environmentSchema>;
export type BenchmarkResult = z.infer<typeof resultSchema>;
export type Run = z.infer<typeof runSchema>;

/** A result document may be at most this large, so that it fits a ConfigMap. */
export const MAX_RESULT_BYTES = 1024 * 1024;
