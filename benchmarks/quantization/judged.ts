import { z } from 'zod';

/** What Job A (`python -m lab_quantization`) answers. */
const intervalSchema = z.object({ low: z.number(), high: z.number() });

export const judgementSchema = z.object({
  samples: z.number(),
  accuracy: z.number(),
  accuracyInterval: intervalSchema,
  ratio: z.number(),
  ratioInterval: intervalSchema,
  agreement: z.number(),
  flips: z.number(),
  onlyFp32Right: z.number(),
  onlyVariantRight: z.number(),
  mcnemarP: z.number(),
  cosine: z.number(),
  sqnrDb: z.number().nullable().describe('null: not one bit differs'),
});

export const judgedSchema = z.object({
  task: z.string(),
  title: z.string(),
  split: z.enum(['validation', 'test']),
  baseline: z.object({
    accuracy: z.number(),
    accuracyInterval: intervalSchema,
    samples: z.number(),
    majorityShare: z.number(),
    knownAccuracy: z.number().nullable(),
  }),
  variants: z.record(z.string(), judgementSchema),
});

const inputSchema = z.object({
  name: z.string(),
  type: z.enum(['int64', 'float32']),
  dims: z.array(z.union([z.number().int(), z.enum(['batch', 'sequence'])])),
  low: z.number(),
  high: z.number(),
});

export const madeSchema = z.object({
  title: z.string(),
  inputs: z.array(inputSchema),
  variants: z.record(
    z.string(),
    z.object({ path: z.string(), bytes: z.number(), words: z.string(), optimized: z.boolean(), onCpu: z.boolean() }),
  ),
});

export const explainedSchema = z.object({
  variants: z.record(
    z.string(),
    z.object({
      integerProducts: z.number(),
      floatProducts: z.number(),
      conversions: z.number(),
      before: z.record(z.string(), z.number()),
      after: z.record(z.string(), z.number()),
      paragraph: z.string(),
    }),
  ),
  layerSqnrDb: z.record(z.string(), z.number()),
  worstLayers: z.array(z.string()),
});

export type Judgement = z.infer<typeof judgementSchema>;
export type Judged = z.infer<typeof judgedSchema>;
export type Made = z.infer<typeof madeSchema>;
export type Explained = z.infer<typeof explainedSchema>;
