import { z } from 'zod';
import { pricesSchema, sloSchema } from '../../contract';
import { SEVERITIES } from '../lint';

export const DIFF_SCHEMA = 'lab.diff/v2';

const settingChangeSchema = z.strictObject({
  key: z.string(),
  label: z.string(),
  base: z.string().nullable(),
  head: z.string().nullable(),
  words: z.string(),
});

const objectChangeSchema = z.strictObject({
  object: z.string(),
  namespace: z.string().nullable(),
  change: z.enum(['added', 'removed', 'changed', 'renamed']),
  renamedFrom: z.string().nullable(),
  file: z.string(),
  line: z.number().int().positive(),
  settings: z.array(settingChangeSchema),
});

const capacitySchema = z.strictObject({
  minPods: z.number(),
  maxPods: z.number().nullable().describe('null: nothing bounds it'),
  cpuCores: z.number().nullable().describe('requested at maxPods'),
  memoryGib: z.number().nullable().describe('requested at maxPods'),
  gpus: z.number().nullable(),
  priceUsdPerHour: z.number().nullable().describe('of the requests at maxPods'),
  withoutRequest: z.array(z.string()),
});

const podsCapacitySchema = capacitySchema.extend({
  minToMaxSeconds: z.number().nullable().describe('by the policies of the HPA or the windows of Knative, pods starting at once'),
  isMaxReachable: z.boolean(),
  coresAtTarget: z.number().nullable().describe('CPU of a pod that is at the CPU target of its HPA'),
  scaleUpWaitSeconds: z.number().nullable(),
  scaleDownWaitSeconds: z.number().nullable(),
});

const findingSchema = z.strictObject({
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  object: z.string(),
  namespace: z.string().nullable(),
  file: z.string(),
  line: z.number().int().positive(),
  path: z.string(),
  message: z.string(),
  fix: z.string(),
  docs: z.string(),
});

const estimateSchema = z.strictObject({ value: z.number(), low: z.number(), high: z.number() });

const curve = z.array(z.number().nullable());
const bandCurveSchema = z.strictObject({ median: curve, low: curve, high: curve });
const sidesSchema = z.strictObject({ base: bandCurveSchema, head: bandCurveSchema });

const predictionsSchema = z.strictObject({
  serviceTimes: z.enum(['measured', 'given', 'assumed']),
  assumptions: z.array(z.string()),
  rows: z.array(
    z.strictObject({
      pods: z.string(),
      scenario: z.string(),
      metric: z.string(),
      base: estimateSchema,
      head: estimateSchema,
      change: estimateSchema,
    }),
  ),
  timeSeries: z
    .array(
      z.strictObject({
        pods: z.string(),
        scenario: z.string(),
        stepSeconds: z.number().positive(),
        offeredRps: z.array(z.number()),
        replicas: sidesSchema,
        p95Ms: sidesSchema,
      }),
    )
    .describe('value number i is of second i * stepSeconds on'),
  unpredicted: z
    .array(z.strictObject({ pods: z.string(), reason: z.string() }))
    .describe('what scales differently and could not be predicted'),
});

/** What `lab diff --format json` prints. */
export const diffSchema = z.strictObject({
  schema: z.literal(DIFF_SCHEMA),
  base: z.string(),
  head: z.string(),
  kubernetesVersion: z.string(),
  isChanged: z.boolean(),
  changes: z.array(objectChangeSchema),
  consequences: z.strictObject({
    rows: z.array(z.strictObject({ pods: z.string(), base: podsCapacitySchema.nullable(), head: podsCapacitySchema.nullable() })),
    total: z.strictObject({ base: capacitySchema, head: capacitySchema }),
  }),
  prices: pricesSchema,
  slo: sloSchema,
  newFindings: z.array(findingSchema).describe('lint findings that the head has and the base has not'),
  resolvedFindings: z.array(findingSchema).describe('lint findings that the base has and the head has not'),
  predictions: predictionsSchema.nullable(),
  gates: z.array(
    z.strictObject({
      expression: z.string(),
      pass: z.boolean(),
      verdict: z.enum(['pass', 'fail', 'unknown']).describe('unknown: could not be judged'),
      message: z.string(),
    }),
  ),
});
