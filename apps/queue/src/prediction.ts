import { z } from 'zod';

/** Bounds of one request, the same for every server of the lab. */
export const MAX_TEXTS = 32;
export const MAX_TEXT_CHARACTERS = 100_000;
/** In all texts of a request together, to bound the work of one request. */
export const MAX_REQUEST_CHARACTERS = 500_000;
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Code points of a text whose UTF-16 length is above the bound; of another one its length is enough. */
function charactersAbove(bound: number, text: string): number {
  return text.length <= bound ? text.length : text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);
}

function isShort(text: string): boolean {
  return charactersAbove(MAX_TEXT_CHARACTERS, text) <= MAX_TEXT_CHARACTERS;
}

function areShort(texts: readonly string[]): boolean {
  return texts.reduce((sum, text) => sum + charactersAbove(0, text), 0) <= MAX_REQUEST_CHARACTERS;
}

const textSchema = z
  .string()
  .refine(isShort, { message: `must have at most ${MAX_TEXT_CHARACTERS} characters` })
  .refine((text) => !/\p{Surrogate}/u.test(text), { message: 'is not valid Unicode: it has half of a surrogate pair' })
  .meta({ maxLength: MAX_TEXT_CHARACTERS });

/** Body of a prediction request: one text or several. */
export const predictRequestSchema = z
  .strictObject({
    text: textSchema.optional(),
    texts: z
      .array(textSchema)
      .min(1)
      .max(MAX_TEXTS)
      .refine(areShort, { message: `must have at most ${MAX_REQUEST_CHARACTERS} characters together` })
      .optional(),
  })
  .refine((body) => (body.text === undefined) !== (body.texts === undefined), { message: 'give either text or texts' })
  .meta({ oneOf: [{ required: ['text'] }, { required: ['texts'] }] });

export const predictionSchema = z.strictObject({
  label: z.string().describe('the more likely class at the threshold of the model'),
  probability: z.number().min(0).max(1).describe('of spam'),
  truncated: z.boolean().describe('the model read only the beginning of this text'),
});

export const modelIdentitySchema = z.strictObject({ name: z.string(), variant: z.string(), sha256: z.string() });

/** Answer to a prediction request, and the result of a job. */
export const predictionResultSchema = z.strictObject({
  model: modelIdentitySchema,
  predictions: z.array(predictionSchema).describe('in the order of the texts'),
});

export type PredictRequest = z.infer<typeof predictRequestSchema>;
export type Prediction = z.infer<typeof predictionSchema>;
export type ModelIdentity = z.infer<typeof modelIdentitySchema>;
export type PredictionResult = z.infer<typeof predictionResultSchema>;

export function textsOf(request: PredictRequest): readonly string[] {
  return request.texts ?? (request.text === undefined ? [] : [request.text]);
}
