import { z } from 'zod';
import { autoscalingSchema } from './lab/autoscaling';
import { toolsBenchmarkSchema } from './load-tools';
import { quantizationBenchmarkSchema } from './quantization';
import { scenarioSchema } from './scenario';
import { parityBenchmarkSchema, servingBenchmarkSchema } from './serving';
import { sentRequestSchema } from './request';
import { restingServiceSchema } from './turns';

/**
 * The input of a benchmark Job: mounted from its ConfigMap at JOB_INPUT_PATH, the same file on the local engine.
 * It holds everything a benchmark needs. Programs read only this and the JOB_ENV variables.
 */
export const JOB_INPUT_PATH = '/etc/lab/benchmark.json';
/** Where the Job writes its `lab.benchmark/v1` result. */
export const JOB_RESULT_PATH = '/results/result.json';

/** Environment variables that charts set on every benchmark Job. */
export const JOB_ENV = {
  input: 'LAB_JOB_INPUT',
  result: 'LAB_JOB_RESULT',
  engine: 'LAB_ENGINE',
  /** Base URL of the Kubernetes API (or the local engine's read-only subset of it); unset = in-cluster defaults. */
  api: 'LAB_KUBERNETES_API',
  namespace: 'LAB_NAMESPACE',
  /** Name and UID of the Job, on the pods of one that has several. */
  jobName: 'LAB_JOB_NAME',
  jobUid: 'LAB_JOB_UID',
  /** Kubernetes sets it on the pods of an Indexed Job: which of them this is, from 0. */
  index: 'JOB_COMPLETION_INDEX',
} as const;

const targetSchema = z.strictObject({
  service: z.string().describe('name of the service under test, as in lab.yaml'),
  url: z.string().describe('base URL, for example http://fastapi.ml-scaling-lab.svc.cluster.local:8000'),
  /** Label selector of the pods behind it, `app.kubernetes.io/name=fastapi`; their /metrics give CPU and memory. */
  podSelector: z.string(),
  metricsPort: z.number().int().nullable().describe('where its pods report to Prometheus; null: they do not'),
  readyPath: z.string().nullable().describe('path that is answered with 200 once it is ready; null: any answer says so'),
  request: sentRequestSchema.optional().describe('what its load is made of; without it only the kinds for it know'),
  image: z.string().nullable(),
  cpuRequestMillis: z.number().int().positive(),
  cpuLimitMillis: z.number().int().positive(),
  memoryRequestBytes: z.number().int().positive(),
  autoscaling: autoscalingSchema.optional().describe('what scales its pods, as in lab.yaml; without it their number is fixed'),
});

export const sloSchema = z.strictObject({
  p95Ms: z.number().positive().default(250).describe('95th percentile latency must not exceed this, milliseconds'),
  errorRate: z.number().min(0).max(1).default(0.01).describe('share of requests that may fail'),
});

export const pricesSchema = z.strictObject({
  vcpuHourUsd: z.number().nonnegative().default(0.0316).describe('price of one vCPU for an hour, USD'),
  gibHourUsd: z.number().nonnegative().default(0.0042).describe('price of one GiB of memory for an hour, USD'),
  gpuHourUsd: z.number().nonnegative().default(0.71).describe('price of one GPU for an hour, USD'),
});

export const benchmarkSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('load'),
    target: z.string().describe('service under test'),
    scenario: z.string().describe('name in scenarios: the main measurement, open loop'),
    saturationConcurrency: z.number().int().positive().max(1024).default(8),
    saturationSeconds: z.number().positive().max(600).default(6),
    sloStepSeconds: z.number().positive().max(600).default(5).describe('length of one step of the max-RPS search'),
    sloSteps: z.number().int().min(0).max(20).default(5),
    warmupSeconds: z.number().nonnegative().max(120).default(2),
    parallelism: z
      .number()
      .int()
      .positive()
      .max(64)
      .default(1)
      .describe('pods that send its load together, for more than one pod can send; one on the local engine'),
  }),
  z.strictObject({
    kind: z.literal('queue'),
    target: z.string(),
    jobs: z.number().int().positive().max(1_000_000).default(300).describe('burst size for throughput'),
    scenario: z.string().describe('name in scenarios: paced submits for wait and total latency, open loop'),
  }),
  z.strictObject({
    kind: z.literal('accuracy'),
    target: z.string(),
    parityWith: z.string().nullable().default(null).describe('queue service that must give the same probabilities'),
    parityTexts: z.number().int().positive().max(5000).default(200),
    minAccuracy: z.number().min(0).max(1).default(0.95),
    emails: z.number().int().positive().max(100_000).nullable().default(null).describe('how many held-out e-mails; null = all'),
  }),
  z.strictObject({
    kind: z.literal('autoscaling'),
    target: z.string(),
    scenario: z.string(),
    idleSeconds: z
      .number()
      .nonnegative()
      .max(600)
      .default(5)
      .describe('how long to watch pods before the load begins: what an idle one uses'),
    settleSeconds: z.number().nonnegative().max(3600).default(0).describe('how long to watch replicas after the load ends'),
  }),
  toolsBenchmarkSchema,
  servingBenchmarkSchema,
  parityBenchmarkSchema,
  quantizationBenchmarkSchema,
]);

export const jobInputSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  benchmark: benchmarkSchema,
  targets: z.record(z.string(), targetSchema).describe('every service the benchmark touches, by service name'),
  turns: z
    .array(restingServiceSchema)
    .optional()
    .describe('services of the lab that rest while others are measured; without it all are up all the time'),
  scenario: scenarioSchema.nullable(),
  slo: sloSchema,
  prices: pricesSchema,
  configHash: z.string(),
});

export type Target = z.infer<typeof targetSchema>;
export type Slo = z.infer<typeof sloSchema>;
export type Prices = z.infer<typeof pricesSchema>;
export type Benchmark = z.infer<typeof benchmarkSchema>;
export type BenchmarkOf<Kind extends Benchmark['kind']> = Extract<Benchmark, { kind: Kind }>;
export type JobInput = z.infer<typeof jobInputSchema>;
