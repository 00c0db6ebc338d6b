import { z } from 'zod';
import { benchmarkSchema, pricesSchema, sloSchema } from '../job';
import { SERVED_VARIANTS } from '../model';
import { scenarioSchema } from '../scenario';
import type { Autoscaling } from './autoscaling';
import { memory, name, port, replicas, resources, scaled } from './fields';
import { ownServiceSchema, type OwnService } from './own-service';
import { llmSchema } from './llm';
import { bareSchema, knativeServiceSchema, kserveSchema, litserveSchema, tritonSchema } from './serving';
import { streamlitSchema } from './streamlit';
import { benchmarkOfArm, comparisonsSchema, tradeoffsSchema } from '../tradeoffs';

/** The services that a lab without any of its own is about. */
const enabledAlone = z.boolean().optional().describe('true, unless the lab has services of its own');

const fastapiSchema = scaled({
  enabled: enabledAlone,
  port: port.default(8000),
  /** Requests a pod works on at once; more wait in its socket queue. */
  resources: resources({ requests: { cpu: '1', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } }),
  wandb: z
    .strictObject({ sampleRate: z.number().min(0).max(1).default(0.01), secretName: name.default('wandb') })
    .optional()
    .describe('log a sample of predictions to W&B'),
}).prefault({});

const queueSchema = z
  .strictObject({
    enabled: enabledAlone,
    api: z
      .strictObject({
        replicas: replicas.default(1),
        port: port.default(8001),
        resources: resources({ requests: { cpu: '250m', memory: '256Mi' }, limits: { cpu: '500m', memory: '512Mi' } }),
      })
      .prefault({}),
    worker: scaled({
      concurrency: z.number().int().positive().max(256).default(8).describe('jobs one worker holds at once'),
      microBatch: z
        .strictObject({
          maxSize: z.number().int().positive().max(32).default(8).describe('texts per inference call'),
          maxDelayMs: z
            .number()
            .nonnegative()
            .max(1000)
            .default(5)
            .describe('how long a text may wait for company, milliseconds'),
        })
        .prefault({}),
      metricsPort: port.default(9091),
      resources: resources({ requests: { cpu: '1', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } }),
    }).prefault({}),
    redis: z
      .strictObject({
        port: port.default(6379),
        storage: memory.default('1Gi'),
        resources: resources({ requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m', memory: '256Mi' } }),
      })
      .prefault({}),
    resultTtlSeconds: z.number().int().positive().default(3600),
  })
  .prefault({});

/** Where no lab.yaml names another. */
export const DEFAULT_NAMESPACE = 'ml-scaling-lab';

/** `lab.yaml` and profiles. Every field has a default, so an empty file is a valid lab. */
export const labSchema = z
  .strictObject({
    extends: z
      .string()
      .optional()
      .describe('in a profile: the profile that it begins with, merged on top of lab.yaml before it; without it lab.yaml alone'),
    namespace: name.default(DEFAULT_NAMESPACE),
    kubernetesVersion: z
      .string()
      .regex(/^1\.\d+(\.\d+)?$/, 'must look like "1.34"')
      .default('1.34'),
    model: z
      .strictObject({
        variant: z.enum(SERVED_VARIANTS).default('fp32').describe('what every service serves; docs/quantization.md'),
      })
      .prefault({}),
    services: z
      .object({
        fastapi: fastapiSchema,
        queue: queueSchema,
        triton: tritonSchema,
        kserve: kserveSchema,
        knative: knativeServiceSchema,
        litserve: litserveSchema,
        bare: bareSchema,
        llm: llmSchema,
        streamlit: streamlitSchema,
      })
      .catchall(ownServiceSchema)
      .prefault({}),
    scenarios: z.record(name, scenarioSchema).default({}),
    benchmarks: z
      .record(z.string().regex(/^[a-z0-9]+(\/[a-z0-9-]+)?$/, 'must look like load/fastapi'), benchmarkSchema)
      .default({}),
    benchmarkResources: resources({ requests: { cpu: '500m', memory: '512Mi' }, limits: { cpu: '1', memory: '1Gi' } }),
    tradeoffs: tradeoffsSchema
      .optional()
      .describe('measured in place of benchmarks: the lab with one setting changed, arm after arm'),
    comparisons: comparisonsSchema
      .optional()
      .describe('the trade-off table of a run, from its own benchmarks: nothing is started for it'),
    turns: z
      .enum(['auto', 'always', 'never'])
      .optional()
      .describe(
        'on a cluster: one service at a time is up, for its benchmark; auto (the default): where all of them at once do not fit',
      ),
    slo: sloSchema.prefault({}),
    prices: pricesSchema.prefault({}),
  })
  .superRefine((lab, context) => {
    for (const [benchmarkName, benchmark] of Object.entries(lab.benchmarks)) {
      if ('scenario' in benchmark && lab.scenarios[benchmark.scenario] === undefined) {
        context.addIssue({
          code: 'custom',
          path: ['benchmarks', benchmarkName, 'scenario'],
          message: `no scenario is called ${benchmark.scenario}`,
          params: { word: benchmark.scenario, choices: Object.keys(lab.scenarios) },
        });
      }
      const targets = [
        benchmark.target,
        ...('parityWith' in benchmark && benchmark.parityWith !== null ? [benchmark.parityWith] : []),
        ...('servers' in benchmark ? benchmark.servers : []),
      ];
      const own = ownNames(lab.services);
      for (const target of targets.filter((one) => !(SERVICE_NAMES as readonly string[]).includes(one) && !own.includes(one))) {
        context.addIssue({
          code: 'custom',
          path: ['benchmarks', benchmarkName, 'target'],
          message: target in lab.services ? `no benchmark can measure ${target}` : `no service is called ${target}`,
          params: { word: target, choices: [...SERVICE_NAMES, ...own] },
        });
      }
      for (const target of targets.filter(
        (one) => own.includes(one) && !(KINDS_FOR_ANY as readonly string[]).includes(benchmark.kind),
      ))
        context.addIssue({
          code: 'custom',
          path: ['benchmarks', benchmarkName, 'kind'],
          message: `${benchmark.kind} is about the model of the lab; ${target} can be measured by ${KINDS_FOR_ANY.join(', ')}`,
        });
    }
    for (const [row, { arms }] of Object.entries(lab.comparisons ?? {}))
      for (const [arm, result] of Object.entries(arms).filter(([, one]) => lab.benchmarks[benchmarkOfArm(one)] === undefined))
        context.addIssue({
          code: 'custom',
          path: ['comparisons', row, 'arms', arm],
          message: `no benchmark is called ${benchmarkOfArm(result)}`,
          params: { word: benchmarkOfArm(result), choices: Object.keys(lab.benchmarks) },
        });
    for (const service of ['fastapi', ...ownNames(lab.services)]) {
      const hpa = (lab.services[service] as { autoscaling?: Autoscaling }).autoscaling?.hpa;
      if (hpa !== undefined && (hpa.minReplicas ?? 1) > hpa.maxReplicas)
        context.addIssue({
          code: 'custom',
          path: ['services', service, 'autoscaling', 'hpa', 'minReplicas'],
          message: `minReplicas ${hpa.minReplicas ?? 1} is above maxReplicas ${hpa.maxReplicas}`,
        });
    }
    for (const service of ownNames(lab.services)) {
      const message = nameProblem(service) ?? startProblem(lab.services[service] as z.infer<typeof ownServiceSchema>);
      if (message !== undefined) context.addIssue({ code: 'custom', path: ['services', service], message });
    }
  })
  .transform(({ services, ...lab }) => {
    const { fastapi, queue, triton, kserve, knative, litserve, bare, llm, streamlit, ...own } = services;
    const isAlone = Object.keys(own).length === 0;
    const shipped = { triton, kserve, knative, litserve, bare, llm, streamlit };
    return {
      ...lab,
      services: {
        fastapi: { ...fastapi, enabled: fastapi.enabled ?? isAlone },
        queue: { ...queue, enabled: queue.enabled ?? isAlone },
        ...shipped,
      },
      own,
    };
  });

/** Services that the lab ships; any other name is one of the user's own. */
export const SHIPPED_SERVICES: readonly string[] = [
  'fastapi',
  'queue',
  'triton',
  'kserve',
  'knative',
  'litserve',
  'bare',
  'llm',
  'streamlit',
];

function ownNames(services: object): string[] {
  return Object.keys(services).filter((service) => !SHIPPED_SERVICES.includes(service));
}

/** Kinds of benchmarks that need nothing but a request. */
const KINDS_FOR_ANY = ['load', 'autoscaling', 'serving', 'tools'] as const;

/** Names of objects that the lab makes beside its services. */
const TAKEN = ['redis', 'queue-api', 'queue-worker', 'kserve-predictor', 'benchmark', 'default-deny', 'allow-dns'];

function nameProblem(service: string): string | undefined {
  if (TAKEN.includes(service) || service.startsWith('bench-')) return 'has the name of an object of the lab: give it another';
  const named = name.safeParse(service);
  return named.success ? undefined : `${named.error.issues[0]?.message ?? 'is no name'}: it is the name of its Service`;
}

function startProblem({ image, command }: z.infer<typeof ownServiceSchema>): string | undefined {
  return image === undefined && command === undefined
    ? 'has neither a command, to run on this machine, nor an image, to run in a cluster'
    : undefined;
}

/** Services a benchmark can target. */
const SERVICE_NAMES = ['fastapi', 'queue', 'triton', 'kserve', 'knative', 'litserve', 'bare'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** The settings of a lab, with those of its profiles merged in. */
export type Lab = Omit<z.infer<typeof labSchema>, 'extends' | 'own'> & {
  /** The user's own services, by name. */
  readonly own: Readonly<Record<string, OwnService>>;
};
export type Resources = Lab['benchmarkResources'];
