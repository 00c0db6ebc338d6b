import { z } from 'zod';

const policySchema = z.strictObject({
  type: z.enum(['Pods', 'Percent']),
  value: z.number().int().positive(),
  periodSeconds: z.number().int().min(1).max(1800),
});

const scalingRulesSchema = z.strictObject({
  stabilizationWindowSeconds: z.number().int().min(0).max(3600).optional(),
  selectPolicy: z.enum(['Max', 'Min', 'Disabled']).optional(),
  policies: z.array(policySchema).min(1).optional(),
  tolerance: z.string().optional().describe('quantity, for example "0.05"; needs the HPAConfigurableTolerance gate'),
});

const metricTargetSchema = z.strictObject({
  type: z.enum(['Utilization', 'AverageValue', 'Value']),
  averageUtilization: z.number().int().positive().optional(),
  averageValue: z.string().optional(),
  value: z.string().optional(),
});

const selectorSchema = z.strictObject({ matchLabels: z.record(z.string(), z.string()) });
const metricIdentifierSchema = z.strictObject({ name: z.string(), selector: selectorSchema.optional() });

const metricSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('Resource'),
    resource: z.strictObject({ name: z.enum(['cpu', 'memory']), target: metricTargetSchema }),
  }),
  z.strictObject({
    type: z.literal('ContainerResource'),
    containerResource: z.strictObject({ name: z.enum(['cpu', 'memory']), container: z.string(), target: metricTargetSchema }),
  }),
  z.strictObject({
    type: z.literal('Pods'),
    pods: z.strictObject({ metric: metricIdentifierSchema, target: metricTargetSchema }),
  }),
  z.strictObject({
    type: z.literal('Object'),
    object: z.strictObject({
      describedObject: z.strictObject({ kind: z.string(), name: z.string(), apiVersion: z.string().optional() }),
      metric: metricIdentifierSchema,
      target: metricTargetSchema,
    }),
  }),
  z.strictObject({
    type: z.literal('External'),
    external: z.strictObject({ metric: metricIdentifierSchema, target: metricTargetSchema }),
  }),
]);

/** HorizontalPodAutoscaler v2 spec without scaleTargetRef, with the upstream field names. */
export const hpaSchema = z.strictObject({
  minReplicas: z.number().int().min(0).optional(),
  maxReplicas: z.number().int().positive(),
  metrics: z.array(metricSchema).min(1).optional(),
  behavior: z.strictObject({ scaleUp: scalingRulesSchema.optional(), scaleDown: scalingRulesSchema.optional() }).optional(),
});

/** Knative Service: the revision's `autoscaling.knative.dev/*` annotations and container concurrency. */
export const knativeSchema = z.strictObject({
  containerConcurrency: z.number().int().min(0).max(1000).default(0),
  timeoutSeconds: z.number().int().positive().default(300),
  annotations: z
    .record(
      z.string().regex(/^autoscaling\.knative\.dev\/[A-Za-z-]+$/, 'is not an autoscaling.knative.dev/ annotation'),
      z.string(),
    )
    .default({}),
});

/** KEDA ScaledObject spec without scaleTargetRef, with the upstream field names. */
export const kedaSchema = z.strictObject({
  pollingInterval: z.number().int().positive().optional(),
  cooldownPeriod: z.number().int().min(0).optional(),
  initialCooldownPeriod: z.number().int().min(0).optional(),
  idleReplicaCount: z.number().int().min(0).optional(),
  minReplicaCount: z.number().int().min(0).optional(),
  maxReplicaCount: z.number().int().positive().optional(),
  triggers: z
    .array(
      z.strictObject({
        type: z.string(),
        name: z.string().optional(),
        metricType: z.enum(['AverageValue', 'Value', 'Utilization']).optional(),
        metadata: z.record(z.string(), z.string()),
      }),
    )
    .min(1),
  advanced: z
    .strictObject({
      restoreToOriginalReplicaCount: z.boolean().optional(),
      horizontalPodAutoscalerConfig: z.strictObject({ behavior: hpaSchema.shape.behavior }).optional(),
      scalingModifiers: z
        .strictObject({
          formula: z.string(),
          target: z.string(),
          activationTarget: z.string().optional(),
          metricType: z.enum(['AverageValue', 'Value']).optional(),
        })
        .optional(),
    })
    .optional(),
  fallback: z.strictObject({ failureThreshold: z.number().int().min(0), replicas: z.number().int().min(0) }).optional(),
});

/** At most one autoscaler owns a service; with none, `replicas` does. */
export const autoscalingSchema = z
  .strictObject({ hpa: hpaSchema.optional(), knative: knativeSchema.optional(), keda: kedaSchema.optional() })
  .refine((scaling) => Object.values(scaling).filter((one) => one !== undefined).length === 1, {
    message: 'give exactly one of hpa, knative, keda',
  });

export type HpaSettings = z.infer<typeof hpaSchema>;
export type KnativeSettings = z.infer<typeof knativeSchema>;
export type KedaSettings = z.infer<typeof kedaSchema>;
export type Autoscaling = z.infer<typeof autoscalingSchema>;
