import { z } from 'zod';

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

export type ModelManifest = z.infer<typeof modelManifestSchema>;
