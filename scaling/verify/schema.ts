import { z } from 'zod';
import type { Immutable } from '../immutable';

export const SCORE_SCHEMA = 'lab.score/v1';

const figureSchema = z.strictObject({
  name: z.enum(['podsOnAverage', 'mostPods', 'p95Ms', 'errorRate', 'cores']),
  measured: z.number(),
  predicted: z.number(),
  low: z.number().describe('5 % of single runs are below it'),
  high: z.number(),
  isHeld: z.boolean().describe('what was measured is within the range of single runs'),
});

const claimSchema = z.strictObject({
  scenario: z.string(),
  metric: z.string(),
  predicted: z.enum(['more', 'less']),
  measured: z.enum(['more', 'less', 'same']),
  agrees: z.boolean().nullable().describe('null: the load before and after differs too much to compare'),
});

/** How good the prediction of one change was, once it was live. */
export const scoreSchema = z.strictObject({
  schema: z.literal(SCORE_SCHEMA),
  pods: z.string(),
  base: z.string(),
  head: z.string(),
  live: z.string().describe('when the change went live'),
  windowSeconds: z.number().positive().describe('before it, and after it'),
  runs: z.number().int().positive(),
  figures: z.array(figureSchema),
  replicasMae: z.number().nullable(),
  p95ErrorPercent: z.number().nullable(),
  costErrorPercent: z.number().nullable().describe('of pods times hours'),
  claims: z.array(claimSchema),
  cautions: z.array(z.string()),
});

export type Figure = Immutable<z.infer<typeof figureSchema>>;
export type Claim = Immutable<z.infer<typeof claimSchema>>;
export type Score = Immutable<z.infer<typeof scoreSchema>>;
