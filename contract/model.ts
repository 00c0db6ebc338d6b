import { z } from 'zod';

/**
 * Variants of the model, as `lab_model.variants.recipes` of apps/model makes them (a test compares the two lists).
 * `fp32-unoptimized` is the file of `fp32`, run with graph optimizations off, so no server serves it.
 */
export const VARIANTS = [
  'fp32',
  'fp32-unoptimized',
  'int8-per-tensor',
  'int8-per-channel',
  'int8',
  'int8-u8u8',
  'int8-static-minmax',
  'int8-static-entropy',
  'int8-static-percentile',
  'int4-block32',
  'int4-block128',
  'fp16',
  'int8-mixed',
] as const;
export type Variant = (typeof VARIANTS)[number];

/** What `model.variant` of lab.yaml may name. */
export const SERVED_VARIANTS = VARIANTS.filter((variant) => variant !== 'fp32-unoptimized');

const fileSchema = z.strictObject({
  path: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number().int().positive(),
});

/** `manifest.json` of a model artifact, written by apps/model and checked by every server before it answers. */
export const modelManifestSchema = z.looseObject({
  schema: z.literal('lab.model/v1'),
  name: z.string(),
  variant: z.string(),
  files: z.looseObject({ model: fileSchema, tokenizer: fileSchema }),
  opset: z.number().int(),
  maxTokens: z.number().int().positive(),
  labels: z.array(z.string()).length(2),
  threshold: z.number().min(0).max(1),
});
