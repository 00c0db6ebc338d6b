import { z } from 'zod';
import { pricesSchema, sloSchema } from '../../contract';
import type { Immutable } from '../immutable';
import { findingSchema } from '../lint';
import { partingSchema } from './load/schema';
import { CHANGE_VERDICTS } from '../statistics';
import { KSERVE_MODES, NOT_JUDGED_REASONS } from '../manifests';
import { momentSchema } from './moment/schema';

export const DIFF_SCHEMA = 'lab.diff/v3';

const settingChangeSchema = z
  .strictObject({
    key: z.string(),
    label: z.string(),
    base: z.string().nullable(),
    head: z.string().nullable(),
    words: z.string().describe('e.g. max 5 → 20'),
  })
  .describe('a setting that is not the same on both sides; null where it is not said');

const objectChangeSchema = z.strictObject({
  object: z.string().describe('e.g. HPA api'),
  namespace: z.string().nullable(),
  change: z.enum(['added', 'removed', 'changed', 'renamed']),
  renamedFrom: z.string().nullable().describe('its former name, with the former namespace where that differs'),
  file: z.string(),
  line: z.number().int().positive(),
  settings: z.array(settingChangeSchema),
});

/** What a set of pods takes at its largest. */
const capacitySchema = z.strictObject({
  minPods: z.number(),
  maxPods: z.number().nullable().describe('null: nothing bounds it, so nothing below can be said'),
  cpuCores: z.number().nullable().describe('requested at maxPods; null: no bound, or nobody states it'),
  memoryGib: z.number().nullable().describe('as cpuCores'),
  gpus: z.number().nullable(),
  priceUsdPerHour: z.number().nullable().describe('of the requests at maxPods'),
  withoutRequest: z.array(z.string()).describe('resources that a container states no request for: their part is missing above'),
});

const podsCapacitySchema = capacitySchema.extend({
  minToMaxSeconds: z
    .number()
    .nullable()
    .describe('by the policies of the HPA or the windows of Knative, pods starting at once; null when never reached or not said'),
  isMaxReachable: z.boolean(),
  isInFiles: z.boolean().describe('false: only an autoscaler of them is, so that what a pod requests is not known'),
  isLeftAlone: z.boolean().describe('nothing scales them any more: the count stays where it was, between minPods and maxPods'),
  limitShareAtTarget: z.number().nullable().describe('share of its CPU limit that a pod uses at the CPU target'),
  isAtMaximumWhenIdle: z.boolean().describe('the CPU target is what a process uses that does nothing'),
  wakesUp: z.boolean().describe('false: once at 0 pods, nothing that is measured would start one again'),
  evictableAtMinimum: z.number().nullable().describe('pods that the disruption budgets let go at the minimum; null without one'),
  zeroAfterSeconds: z
    .number()
    .nullable()
    .describe('how long triggers are silent before KEDA takes the last pods; null when never'),
  loadsAtTarget: z
    .array(
      z.strictObject({
        of: z.string().describe('requests at a time, requests per second, of NAME, memory (bytes)'),
        amount: z.number(),
        share: z.number().describe('of the target that is written: Knative aims below it'),
      }),
    )
    .describe('what a pod is meant to take, by each metric other than CPU'),
  coresAtTarget: z.number().nullable().describe('CPU of a pod that is at the CPU target of its HPA; null without one'),
  scaleUpWaitSeconds: z.number().nullable().describe('how long a rise of the metric has to last before the HPA follows'),
  scaleDownWaitSeconds: z.number().nullable().describe('how long a fall has to last; null when no HPA says so'),
});

const durationSchema = z
  .union([z.number(), z.enum(['never', 'unknown'])])
  .describe('seconds; never: the policies do not allow it; unknown: no autoscaler says so, or it is refused');
const bothDurations = z.strictObject({ base: durationSchema, head: durationSchema });

/** Between two counts that both sides can have. */
const waySchema = z.strictObject({ least: z.number(), most: z.number(), up: bothDurations, down: bothDurations });

/** One set of pods on both sides; null where there is none. */
const consequenceSchema = z.strictObject({
  pods: z.string(),
  base: podsCapacitySchema.nullable(),
  head: podsCapacitySchema.nullable(),
  parting: partingSchema.nullable().describe('null: the same pods under every load, or not known'),
  way: waySchema.nullable().describe('time up and down between the same counts on both sides; null where there are none'),
});

const unknownSchema = z.strictObject({
  pods: z.string(),
  resource: z.enum(['cpu', 'memory', 'all']),
  reason: z.enum(['not-in-files', 'set-by-vpa', 'no-request']),
});

const consequencesSchema = z.strictObject({
  rows: z.array(consequenceSchema).describe('only sets that differ'),
  total: z.strictObject({ base: capacitySchema, head: capacitySchema }),
  bounded: z
    .strictObject({ base: capacitySchema, head: capacitySchema })
    .nullable()
    .describe('all that is new or has a bound before, where something else has none on either side; null: the total has a bound'),
  deployments: z
    .array(z.strictObject({ name: z.string(), base: capacitySchema.nullable(), head: capacitySchema.nullable() }))
    .describe(
      'of a tree that holds several (dev, prod; namespaces): those in which pods differ, each as a whole; null where it is not there',
    ),
  unknown: z.array(unknownSchema).describe('what could grow without showing in the totals; a gate on it is unknown'),
});

/** A number with the range that single runs fall into: what one day may look like. */
const estimateSchema = z.strictObject({
  value: z.number().describe('mean over the runs'),
  low: z.number().describe('5 % of single runs are below it'),
  high: z.number().describe('5 % of single runs are above it'),
});

/** Head minus base, of runs with the same arrivals: whether there is a change, and what single runs show of it. */
const predictedChangeSchema = z.strictObject({
  value: z.number().describe('mean over the pairs of runs'),
  low: z.number().nullable().describe('of the 90 % interval of the mean; null: one run says nothing about the next'),
  high: z.number().nullable(),
  runs: z.strictObject({ low: z.number(), high: z.number() }).describe('5 to 95 % of the pairs of runs'),
  margin: z.number().describe('a smaller change of the mean is not material'),
  isClear: z.boolean().describe('chance would make one as clear, among all numbers of these pods, in 5 % of cases at most'),
  verdict: z
    .enum(CHANGE_VERDICTS)
    .describe('changed: clear; slight: shown to be below the margin; same: and nothing speaks for a change; unclear: neither'),
});

/** One metric of one set of pods on one scenario. */
const predictionRowSchema = z.strictObject({
  pods: z.string().describe('e.g. Deployment api'),
  scenario: z
    .string()
    .describe('step, spike, diurnal, or the name of a scenario file; deploy at peak: its peak while a new template rolls out'),
  metric: z.string().describe('withinSloShare, p95Ms, errorRate, replicaHours, costPer1000Usd, …'),
  runs: z.number().int().positive().describe('of each side'),
  limitMs: z
    .number()
    .nullable()
    .describe('of a latency over all requests: one that is not reached within the patience of clients counts as that long'),
  base: estimateSchema,
  head: estimateSchema,
  change: predictedChangeSchema.describe('in the unit of the metric'),
});

const curve = z.array(z.number().nullable()).describe('null: nothing to show at that time');
/** One quantity over time: what the runs say in the middle, and between 5 and 95 % of them. */
const bandCurveSchema = z.strictObject({ median: curve, low: curve, high: curve });
const sidesSchema = z.strictObject({ base: bandCurveSchema, head: bandCurveSchema });

/** How both sides go through a scenario. */
const timeSeriesSchema = z.strictObject({
  pods: z.string(),
  scenario: z.string(),
  stepSeconds: z.number().positive(),
  offeredRps: z.array(z.number()),
  replicas: sidesSchema,
  p95Ms: sidesSchema,
});

/** The load that a change is about, where nobody said what load there is. */
const loadThatMattersSchema = z.strictObject({
  pods: z.string(),
  podsFromRps: z
    .number()
    .nullable()
    .describe('from here on both sides settle at another number of pods, by their settings; null: unknown'),
  usersFromRps: z
    .number()
    .nullable()
    .describe('a step to so many requests per second makes a difference to users; null: none was found'),
  triedRps: z.number().describe('the largest step that was simulated'),
  isUpToCapacity: z.boolean().describe('triedRps is more than all pods of either side can take'),
  at: z
    .strictObject({ metric: z.string(), limitMs: z.number().nullable(), base: z.number(), head: z.number() })
    .nullable()
    .describe('the difference at usersFromRps'),
});

const predictionsSchema = z.strictObject({
  serviceTimes: z
    .enum(['measured', 'given', 'assumed'])
    .describe('where service times are from; assumed makes the rows an illustration'),
  assumptions: z.array(z.string()),
  rows: z.array(predictionRowSchema),
  timeSeries: z.array(timeSeriesSchema).describe('value number i is of second i * stepSeconds on'),
  alike: z
    .array(z.strictObject({ pods: z.string(), others: z.array(z.string()) }))
    .describe('sets of pods that scale exactly as one that has rows, before and after: its rows are theirs'),
  matters: z.array(loadThatMattersSchema).describe('only where the load is not given and service times are known'),
  unpredicted: z
    .array(z.strictObject({ pods: z.string(), reason: z.string() }))
    .describe('what scales differently and could not be predicted; a gate on a prediction does not let it through'),
});

/** What the scores of earlier predictions say together. */
export const trackRecordSchema = z.strictObject({
  changes: z.number().int().nonnegative(),
  figures: z.number().int().nonnegative(),
  held: z.number().int().nonnegative().describe('figures within the range of single runs'),
  medianP95ErrorPercent: z.number().nullable().describe('without its sign'),
  medianReplicasMae: z.number().nullable(),
  claims: z.number().int().nonnegative(),
  agreed: z.number().int().nonnegative(),
});

const notJudgedChangeSchema = z
  .strictObject({
    reason: z.enum(NOT_JUDGED_REASONS),
    object: z.string().nullable().describe('e.g. RayCluster train; null where a whole file is meant'),
    namespace: z.string().nullable(),
    file: z.string(),
    line: z.number().int().positive(),
    field: z.string().nullable().describe('null where all of it is meant'),
    message: z.string().describe('what is not understood'),
    fix: z.string().nullable(),
    change: z
      .enum(['added', 'removed', 'changed', 'unchanged', 'repaired'])
      .describe('unchanged: left out on both sides alike; repaired: was no YAML in the base, so it was never applied'),
    values: z
      .array(z.strictObject({ path: z.string(), base: z.string().nullable(), head: z.string().nullable() }))
      .describe('settings in it that look like scaling and differ'),
  })
  .describe('has to do with scaling and is not understood: no gate passes on a change of it');

const deployAtPeakSchema = z
  .strictObject({
    neededPods: z.number().describe('what the load needs, and what is there before the deploy'),
    peakPods: z.number().nullable().describe('most pods at a time, of both templates'),
    peakReplicas: z.number().nullable().describe('most pods that the autoscaler asks for, while the load stays'),
    leastReadyPods: z.number().nullable(),
    rolledOutAfterSeconds: z.number().nullable(),
    settledAfterSeconds: z.number().nullable().describe('until the count is what it was; null: not within half an hour'),
    roomPods: z.number().nullable().describe('pods that a deploy at the maximum takes; null: nothing bounds them'),
  })
  .describe('null: more pods than are rolled out here');

/** A new pod template at a steady load, on both sides. */
const deploySchema = z.strictObject({
  pods: z.string().describe('e.g. Deployment api'),
  base: deployAtPeakSchema,
  head: deployAtPeakSchema,
});

const gateResultSchema = z.strictObject({
  expression: z.string(),
  pass: z.boolean(),
  verdict: z.enum(['pass', 'fail', 'unknown']).describe('unknown: could not be judged, and does not pass unless that is allowed'),
  message: z.string(),
});

/** What `lab diff --format json` prints: everything a reviewer has to know about a change of scaling. */
export const diffSchema = z.strictObject({
  schema: z.literal(DIFF_SCHEMA),
  base: z.string().describe('how the side was named'),
  head: z.string(),
  kubernetesVersion: z.string(),
  kserveMode: z
    .strictObject({ mode: z.enum(KSERVE_MODES), from: z.enum(['flag', 'config', 'assumed']) })
    .nullable()
    .describe('taken for InferenceServices that do not say theirs; null where all do'),
  isChanged: z.boolean(),
  changes: z.array(objectChangeSchema),
  moments: z.array(momentSchema).describe('what the apply itself does at once, worst first'),
  consequences: consequencesSchema,
  prices: pricesSchema,
  slo: sloSchema,
  newFindings: z.array(findingSchema).describe('lint findings that the head has and the base has not'),
  resolvedFindings: z.array(findingSchema).describe('lint findings that the base has and the head has not'),
  deploys: z.array(deploySchema).describe('a deploy at peak, where it goes otherwise than before'),
  predictions: predictionsSchema.nullable(),
  trackRecord: trackRecordSchema.nullable().describe('how good earlier predictions were, by the ledger of --verify'),
  notJudged: z.array(notJudgedChangeSchema),
  refused: z
    .array(findingSchema)
    .describe('what the API server refuses in the head and not in the base, suppressed or not: no gate passes'),
  gates: z.array(gateResultSchema),
});

export type SettingChange = Immutable<z.infer<typeof settingChangeSchema>>;
export type ObjectChange = Immutable<z.infer<typeof objectChangeSchema>>;
export type Capacity = Immutable<z.infer<typeof capacitySchema>>;
export type LoadAtTarget = PodsCapacity['loadsAtTarget'][number];
export type PodsCapacity = Immutable<z.infer<typeof podsCapacitySchema>>;
export type Duration = z.infer<typeof durationSchema>;
export type Way = Immutable<z.infer<typeof waySchema>>;
export type Unknown = Immutable<z.infer<typeof unknownSchema>>;
export type Consequence = Immutable<z.infer<typeof consequenceSchema>>;
export type DeploymentCapacity = Consequences['deployments'][number];
export type Consequences = Immutable<z.infer<typeof consequencesSchema>>;
export type Estimate = Immutable<z.infer<typeof estimateSchema>>;
export type PredictedChange = Immutable<z.infer<typeof predictedChangeSchema>>;
export type PredictionRow = Immutable<z.infer<typeof predictionRowSchema>>;
export type BandCurve = Immutable<z.infer<typeof bandCurveSchema>>;
export type PredictedTimeSeries = Immutable<z.infer<typeof timeSeriesSchema>>;
export type LoadThatMatters = Immutable<z.infer<typeof loadThatMattersSchema>>;
export type Predictions = Immutable<z.infer<typeof predictionsSchema>>;
export type TrackRecord = Immutable<z.infer<typeof trackRecordSchema>>;
export type NotJudgedChange = Immutable<z.infer<typeof notJudgedChangeSchema>>;
export type DeployAtPeak = Immutable<z.infer<typeof deployAtPeakSchema>>;
export type DeployOfPods = Immutable<z.infer<typeof deploySchema>>;
export type GateResult = Immutable<z.infer<typeof gateResultSchema>>;
export type DiffReport = Immutable<z.infer<typeof diffSchema>>;
