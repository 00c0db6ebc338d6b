import { z } from 'zod';
import type { Immutable } from '../../immutable';

const exampleSchema = z.strictObject({ loadMilli: z.number(), base: z.number(), head: z.number() });

/** Where both sides run another number of pods, once a load has settled. */
export const partingSchema = z.strictObject({
  by: z.enum(['cpu', 'concurrency', 'rps', 'metric']).describe('what is summed over all pods'),
  metric: z.string(),
  isOneOfSeveral: z.boolean().describe('other metrics decide too, and may ask for more'),
  fromMilli: z.number().describe('thousandths; below it both run the same'),
  toMilli: z.number().nullable().describe('from there on both run the same again; null: never'),
  examples: z.array(exampleSchema).describe('pods of both sides at loads in between'),
});

export type Parting = Immutable<z.infer<typeof partingSchema>>;
