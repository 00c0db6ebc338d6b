import { z } from 'zod';
import { DEPLOYMENT_DEFAULTS } from '../../scaling/rollout';
import { ignored, only, refused } from './fields';
import { objectSchema, selectorSchema, templateMetadataSchema } from './metadata';
import { podTemplateSchema } from './pod';

/** Of Deployments and StatefulSets that say none. */
export const DEFAULT_REPLICAS = DEPLOYMENT_DEFAULTS.replicas;

/** Left out where an autoscaler sets it: applying again then keeps the number that there is. */
const replicas = z.number().int().min(0).optional();
const seconds = z.number().int().optional();
const countOrPercent = z.union([z.number().int(), z.string()]).optional();
const always = (template: z.infer<typeof podTemplateSchema>): boolean => template.spec.restartPolicy === 'Always';
const longRunning = podTemplateSchema.refine(always, { path: ['spec', 'restartPolicy'], error: 'must be Always' });

export const deploymentSchema = objectSchema('apps/v1', 'Deployment', {
  replicas,
  selector: selectorSchema,
  template: longRunning,
  strategy: z
    .strictObject({
      type: z.string().optional(),
      rollingUpdate: z.strictObject({ maxSurge: countOrPercent, maxUnavailable: countOrPercent }).optional(),
    })
    .optional(),
  revisionHistoryLimit: z.number().int().optional(),
  progressDeadlineSeconds: seconds,
  paused: z.boolean().optional(),
  minReadySeconds: seconds,
});

const claimTemplate = z.strictObject({
  apiVersion: ignored('only v1 exists'),
  kind: ignored('only PersistentVolumeClaim exists'),
  metadata: templateMetadataSchema.required({ name: true }),
  spec: ignored('a claim is a directory that lives as long as the lab'),
  status: ignored('controllers write it'),
});

export const statefulSetSchema = objectSchema('apps/v1', 'StatefulSet', {
  replicas,
  serviceName: z.string().optional(),
  selector: selectorSchema,
  template: longRunning,
  volumeClaimTemplates: z.array(claimTemplate).default([]),
  podManagementPolicy: z.enum(['OrderedReady', 'Parallel']).default('OrderedReady'),
  updateStrategy: z
    .strictObject({
      type: z.enum(['RollingUpdate', 'OnDelete']).default('RollingUpdate'),
      rollingUpdate: z
        .strictObject({
          partition: z.number().int().min(0).default(0),
          maxUnavailable: only(1, 'pods are replaced one at a time, as with the gate MaxUnavailableStatefulSet off'),
        })
        .prefault({}),
    })
    .prefault({}),
  revisionHistoryLimit: ignored('nothing rolls back to an older template'),
  persistentVolumeClaimRetentionPolicy: ignored('a claim is a directory that lives as long as the lab'),
  minReadySeconds: only(0, 'a ready pod is available at once'),
  ordinals: refused('ordinals start at 0'),
});

const onePod = 'a benchmark Job is one pod';

export const jobSchema = objectSchema('batch/v1', 'Job', {
  template: podTemplateSchema.refine((template) => !always(template), {
    path: ['spec', 'restartPolicy'],
    error: 'must be Never or OnFailure in a Job',
  }),
  backoffLimit: z.number().int().min(0).default(6),
  activeDeadlineSeconds: z.number().int().positive().optional(),
  completions: only(1, onePod),
  parallelism: only(1, onePod),
  completionMode: only('NonIndexed', onePod),
  manualSelector: only(false, onePod),
  suspend: ignored('a Job starts when the lab asks for it'),
  ttlSecondsAfterFinished: ignored('everything is removed when the lab stops'),
  podReplacementPolicy: ignored('a failed pod is replaced after it has ended'),
  selector: refused('pods of a Job are found by their owner'),
  podFailurePolicy: refused('set backoffLimit'),
  successPolicy: refused(onePod),
  managedBy: refused('the local engine runs Jobs itself'),
  backoffLimitPerIndex: refused(onePod),
  maxFailedIndexes: refused(onePod),
});

export type Deployment = z.infer<typeof deploymentSchema>;
export type StatefulSet = z.infer<typeof statefulSetSchema>;
export type Job = z.infer<typeof jobSchema>;
