import { z } from 'zod';

/** Traces of the Deployment and ReplicaSet controllers, in some families with the HPA controller. Times are whole seconds on one clock. */

const count = z.number().int();
const intOrPercent = z.union([count, z.string()]);
const podOf = z.object({ pod: z.string(), template: count });

const podEvent = z.object({
  pod: z.string(),
  event: z.enum(['started', 'ready', 'notReady', 'failed', 'deletionCost', 'evicted', 'gone']),
  node: z.string().optional(),
  restarts: count.optional(),
  cost: count.optional(),
});

const replicaSet = z.object({
  template: count,
  spec: count,
  replicas: count,
  pending: count.default(0),
  notReady: count.default(0),
  ready: count,
  available: count,
  terminating: count.default(0),
  failed: count.default(0),
});

const expectation = z.object({
  spec: count,
  status: z.object({
    replicas: count,
    updated: count,
    ready: count,
    available: count,
    unavailable: count,
    terminating: count,
  }),
  conditions: z.record(z.string(), z.tuple([z.string(), z.string()])),
  progressingLastUpdate: z.number().optional(),
  revision: z.string(),
  replicaSets: z.array(replicaSet),
  scaled: z.array(z.tuple([count, count, count])).default([]),
  created: z.array(podOf).default([]),
  deleted: z.array(podOf).default([]),
  removedReplicaSets: z.array(count).default([]),
});

const step = z.object({
  t: count,
  setReplicas: count.optional(),
  setTemplate: count.optional(),
  setPaused: z.boolean().optional(),
  pods: z.array(podEvent).default([]),
  autoscaler: z
    .object({
      externalMilli: z.number(),
      statusReplicas: count,
      specReplicas: count,
      desired: count,
      scalingLimited: z.string(),
    })
    .optional(),
  expect: expectation,
});

export const rolloutTraceSchema = z.object({
  id: z.string(),
  family: z.string(),
  kubernetes: z.string(),
  deployment: z.object({
    replicas: count.optional(),
    strategy: z.string().optional(),
    maxSurge: intOrPercent.optional(),
    maxUnavailable: intOrPercent.optional(),
    minReadySeconds: count.optional(),
    progressDeadlineSeconds: count.optional(),
    revisionHistoryLimit: count.optional(),
    paused: z.boolean().optional(),
  }),
  autoscaler: z
    .object({
      minReplicas: count,
      maxReplicas: count,
      externalAverageValueMilli: z.number(),
      downscaleStabilizationSeconds: z.number(),
    })
    .optional(),
  start: z.literal('empty'),
  steps: z.array(step),
});

export type RolloutTrace = z.infer<typeof rolloutTraceSchema>;
export type RolloutTraceStep = RolloutTrace['steps'][number];
export type RolloutExpectation = RolloutTraceStep['expect'];
