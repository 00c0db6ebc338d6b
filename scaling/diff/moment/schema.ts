import { z } from 'zod';
import { SEVERITIES } from '../../lint';
import type { Immutable } from '../../immutable';

/** What an apply does at once, by what brings it about. Only report/ has words for them. */
export const MOMENT_KINDS = [
  'replicas-removed',
  'replicas-written',
  'replicas-zero',
  'workload-replaced',
  'autoscaler-removed',
  'autoscaler-removed-fixed',
  'autoscaler-removed-restored',
  'autoscaler-added',
  'autoscaler-renamed',
  'scaled-object-refused',
  'hpa-beside-scaled-object',
  'maximum-lowered',
  'minimum-raised',
  'minimum-lowered',
  'zero-on-first-poll',
  'zero-after-cooldown',
  'zero-skips-behavior',
  'paused',
  'pause-lifted',
  'pause-left',
  'class-refused',
  'class-left-behind',
  'class-to-fixed',
  'mode-refused',
  'new-revision',
] as const;

const stepSchema = z.strictObject({ seconds: z.number(), pods: z.number() });

export const momentSchema = z.strictObject({
  kind: z.enum(MOMENT_KINDS),
  severity: z.enum(SEVERITIES),
  pods: z.string().describe('e.g. Deployment api'),
  namespace: z.string().nullable(),
  file: z.string(),
  line: z.number().int().positive(),
  scaler: z.string().nullable().describe('the autoscaler that has a part in it, e.g. HPA api'),
  before: z
    .strictObject({ least: z.number(), most: z.number().nullable() })
    .describe('pods when the change is applied; most is null where nothing bounds them'),
  after: z.number().nullable().describe('pods that are asked for at once; null: as many as there are'),
  steps: z
    .array(stepSchema)
    .describe('simulated: how the autoscaler goes on from there while the load stays what it was for the most pods before'),
  from: z.string().nullable().describe('what is switched: a class, a mode, an object'),
  to: z.string().nullable(),
  seconds: z.number().nullable().describe('how long it takes, or waits, where that matters'),
});

export type Moment = Immutable<z.infer<typeof momentSchema>>;
export type MomentKind = Moment['kind'];
