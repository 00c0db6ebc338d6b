import { z } from 'zod';
import { ignored, refused } from './fields';
import { metadataSchema, objectSchema } from './metadata';
import { jobSchema } from './workloads';

const int = z.number().int();
const quantity = z.union([z.string(), z.number()]);

const target = z.strictObject({
  type: z.string(),
  value: quantity.optional(),
  averageValue: quantity.optional(),
  averageUtilization: int.optional(),
});
const labels = z.record(z.string(), z.string());
const metric = z.strictObject({
  name: z.string(),
  selector: z.strictObject({ matchLabels: labels.optional(), matchExpressions: z.array(z.unknown()).optional() }).optional(),
});
const reference = z.strictObject({ kind: z.string(), name: z.string(), apiVersion: z.string().optional() });

const metricSpec = z.strictObject({
  type: z.string(),
  resource: z.strictObject({ name: z.string(), target }).optional(),
  containerResource: z.strictObject({ name: z.string(), container: z.string(), target }).optional(),
  pods: z.strictObject({ metric, target }).optional(),
  object: z.strictObject({ describedObject: reference, metric, target }).optional(),
  external: z.strictObject({ metric, target }).optional(),
});

const rules = z.strictObject({
  stabilizationWindowSeconds: int.optional(),
  selectPolicy: z.string().optional(),
  policies: z.array(z.strictObject({ type: z.string(), value: int, periodSeconds: int })).optional(),
  tolerance: quantity.optional(),
});
const behavior = z.strictObject({ scaleUp: rules.optional(), scaleDown: rules.optional() });

/** The shape only; `scaling/hpa` checks how the numbers fit together. */
export const horizontalPodAutoscalerSchema = objectSchema('autoscaling/v2', 'HorizontalPodAutoscaler', {
  scaleTargetRef: reference,
  minReplicas: int.optional(),
  maxReplicas: int,
  metrics: z.array(metricSpec).optional(),
  behavior: behavior.optional(),
});

const trigger = z.strictObject({
  type: z.string(),
  name: z.string().optional(),
  metadata: labels,
  metricType: z.string().optional(),
  useCachedMetrics: z.boolean().optional(),
  authenticationRef: z.strictObject({ name: z.string(), kind: z.string().optional() }).optional(),
});

/** The shape only; `scaling/keda` checks triggers and formulas. */
export const scaledObjectSchema = objectSchema('keda.sh/v1alpha1', 'ScaledObject', {
  scaleTargetRef: z.strictObject({
    name: z.string(),
    apiVersion: z.string().optional(),
    kind: z.string().optional(),
    envSourceContainerName: z.string().optional(),
  }),
  pollingInterval: int.optional(),
  initialCooldownPeriod: int.optional(),
  cooldownPeriod: int.optional(),
  idleReplicaCount: int.optional(),
  minReplicaCount: int.optional(),
  maxReplicaCount: int.optional(),
  triggers: z.array(trigger),
  fallback: z
    .strictObject({
      failureThreshold: int,
      replicas: int,
      behavior: z
        .enum(['static', 'currentReplicas', 'currentReplicasIfHigher', 'currentReplicasIfLower', 'scalingModifiers'])
        .optional(),
    })
    .optional(),
  advanced: z
    .strictObject({
      restoreToOriginalReplicaCount: z.boolean().optional(),
      horizontalPodAutoscalerConfig: z.strictObject({ name: z.string().optional(), behavior: behavior.optional() }).optional(),
      scalingModifiers: z
        .strictObject({
          formula: z.string().optional(),
          target: z.string().optional(),
          activationTarget: z.string().optional(),
          metricType: z.string().optional(),
        })
        .optional(),
    })
    .optional(),
});

const secretsOnly = 'it reads secretTargetRef only';

/** What a trigger signs in with. */
export const triggerAuthenticationSchema = objectSchema('keda.sh/v1alpha1', 'TriggerAuthentication', {
  secretTargetRef: z.array(z.strictObject({ parameter: z.string(), name: z.string(), key: z.string() })).default([]),
  ...Object.fromEntries(
    ['env', 'configMapTargetRef', 'podIdentity', 'hashiCorpVault', 'azureKeyVault', 'gcpSecretManager', 'awsSecretManager'].map(
      (source) => [source, refused(secretsOnly)],
    ),
  ),
});

const noRollout = 'Jobs that run already go on, as with the strategy gradual';

/** The shape only; `scaling/keda` checks triggers, and its Jobs are checked like applied ones. */
export const scaledJobSchema = objectSchema('keda.sh/v1alpha1', 'ScaledJob', {
  jobTargetRef: jobSchema.shape.spec,
  pollingInterval: int.optional(),
  minReplicaCount: int.optional(),
  maxReplicaCount: int.optional(),
  successfulJobsHistoryLimit: int.optional(),
  failedJobsHistoryLimit: int.optional(),
  envSourceContainerName: z.string().optional(),
  scalingStrategy: z
    .strictObject({
      strategy: z.string().optional(),
      customScalingQueueLengthDeduction: int.optional(),
      customScalingRunningJobPercentage: z.string().optional(),
      pendingPodConditions: z.array(z.string()).optional(),
      multipleScalersCalculation: z.string().optional(),
    })
    .optional(),
  rollout: ignored(noRollout),
  rolloutStrategy: ignored(noRollout),
  triggers: z.array(trigger),
});

const containers = z
  .array(z.looseObject({ name: z.string().optional(), ports: z.array(z.looseObject({ containerPort: int })).optional() }))
  .min(1);

/** The part of a Knative Service that makes a revision; its containers are checked in the Deployment it becomes. */
export const knativeServiceSchema = objectSchema('serving.knative.dev/v1', 'Service', {
  template: z.strictObject({
    metadata: metadataSchema.partial({ name: true }).prefault({}),
    spec: z.looseObject({
      containers,
      containerConcurrency: int.default(0),
      timeoutSeconds: int.min(1).default(300),
    }),
  }),
  traffic: z
    .tuple([z.strictObject({ latestRevision: z.literal(true), percent: z.literal(100) })], {
      error: 'must all go to the latest revision: a Service has one revision on the local engine',
    })
    .optional(),
});

export type HorizontalPodAutoscaler = z.infer<typeof horizontalPodAutoscalerSchema>;
export type ScaledObjectManifest = z.infer<typeof scaledObjectSchema>;
export type ScaledJobManifest = z.infer<typeof scaledJobSchema>;
export type KnativeServiceManifest = z.infer<typeof knativeServiceSchema>;
