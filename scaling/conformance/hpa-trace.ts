import { z } from 'zod';

/** Traces of kube-controller-manager's HPA controller. Times are seconds on one clock, amounts milli-units. */

const milliByName = z.record(z.string(), z.number());

const container = z.object({
  name: z.string(),
  requestsMilli: milliByName.nullish(),
  restartableInit: z.boolean().optional(),
});

const pod = z.object({
  name: z.string(),
  phase: z.enum(['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown']),
  ready: z.boolean().nullish(),
  startAt: z.number().nullish(),
  readyTransitionAt: z.number().nullish(),
  deleting: z.boolean().optional(),
  containers: z.array(container).nullable(),
});

const resourceSample = z.object({ containersMilli: milliByName, at: z.number(), windowSeconds: z.number() });

const step = z.object({
  t: z.number(),
  externalScaleTo: z.number().int().optional(),
  statusReplicas: z.number().int(),
  pods: z.array(pod).nullable(),
  resource: z.record(z.string(), z.record(z.string(), resourceSample)).nullish(),
  podMetricsMilli: z.record(z.string(), milliByName).nullish(),
  objectMilli: milliByName.nullish(),
  externalMilli: z.record(z.string(), z.array(z.number())).nullish(),
});

const expectation = z.object({
  replicas: z.number().int(),
  statusDesired: z.number().int(),
  conditions: z.record(z.string(), z.tuple([z.string(), z.string()])),
  error: z.boolean(),
});

const target = z.object({
  type: z.string(),
  value: z.union([z.string(), z.number()]).optional(),
  averageValue: z.union([z.string(), z.number()]).optional(),
  averageUtilization: z.number().optional(),
});
const identifier = z.object({
  name: z.string(),
  selector: z.object({ matchLabels: z.record(z.string(), z.string()).optional() }).optional(),
});
const reference = z.object({ kind: z.string(), name: z.string(), apiVersion: z.string().optional() });
const rules = z.object({
  stabilizationWindowSeconds: z.number().optional(),
  selectPolicy: z.string().optional(),
  policies: z.array(z.object({ type: z.string(), value: z.number(), periodSeconds: z.number() })).optional(),
  tolerance: z.union([z.string(), z.number()]).optional(),
});

const spec = z.object({
  scaleTargetRef: reference.optional(),
  minReplicas: z.number().int().optional(),
  maxReplicas: z.number().int(),
  metrics: z
    .array(
      z.object({
        type: z.string(),
        resource: z.object({ name: z.string(), target }).optional(),
        containerResource: z.object({ name: z.string(), container: z.string(), target }).optional(),
        pods: z.object({ metric: identifier, target }).optional(),
        object: z.object({ describedObject: reference, metric: identifier, target }).optional(),
        external: z.object({ metric: identifier, target }).optional(),
      }),
    )
    .optional(),
  behavior: z.object({ scaleUp: rules.optional(), scaleDown: rules.optional() }).optional(),
});

export const hpaTraceSchema = z
  .object({
    id: z.string(),
    family: z.string().optional(),
    controller: z.object({
      kubernetes: z.string(),
      tolerance: z.number(),
      downscaleStabilizationSeconds: z.number(),
      cpuInitializationPeriodSeconds: z.number(),
      initialReadinessDelaySeconds: z.number(),
      featureGates: z.array(z.string()),
    }),
    spec,
    startReplicas: z.number().int(),
    steps: z.array(step),
    expect: z.array(expectation),
  })
  .refine((trace) => trace.steps.length === trace.expect.length, { message: 'steps and expect differ in length' });

export type HpaTrace = z.infer<typeof hpaTraceSchema>;
export type HpaTraceStep = HpaTrace['steps'][number];
export type HpaExpectation = HpaTrace['expect'][number];
