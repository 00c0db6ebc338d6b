import { z } from 'zod';

/** How much a quantization benchmark measures: `quick` within minutes, `full` to be quoted. */
const quantizationModeSchema = z.enum(['quick', 'full']);
export type QuantizationMode = z.infer<typeof quantizationModeSchema>;

/** Variants of a model: made, judged on held-out samples, measured in the queue worker's runtime, and one recommended. */
export const quantizationBenchmarkSchema = z.strictObject({
  kind: z.literal('quantization'),
  target: z.literal('queue').default('queue').describe('whose runtime variants are measured in: the queue worker, Node'),
  mode: quantizationModeSchema.default('quick'),
  own: z
    .string()
    .nullable()
    .default(null)
    .describe('folder with a model of your own: model.onnx and samples.npz; null = the spam filter of the lab'),
  candidate: z
    .string()
    .nullable()
    .default(null)
    .describe('quantized ONNX file to judge in place of the variant that would be chosen'),
  minAccuracyRatio: z
    .number()
    .positive()
    .max(1)
    .default(0.99)
    .describe('accuracy over that of FP32; the lower bound of its interval must reach this'),
});
