import { UnrecoverableError } from 'bullmq';
import { z } from 'zod';
import { MAX_TEXTS, type ModelIdentity, type Prediction, type PredictionResult } from '../prediction';
import type { MicroBatcher } from './micro-batcher';

const jobDataSchema = z.object({ texts: z.array(z.string()).min(1).max(MAX_TEXTS) });

/**
 * What a worker does with one job: its texts go into batches with those of other jobs, and the promised value is
 * written by BullMQ together with the move to "completed", so a job is never done without its result.
 */
export function jobProcessor(
  batcher: Pick<MicroBatcher<string, Prediction>, 'submit'>,
  model: ModelIdentity,
): (job: { readonly data: unknown }) => Promise<PredictionResult> {
  return async ({ data }) => {
    const parsed = jobDataSchema.safeParse(data);
    if (!parsed.success) throw new UnrecoverableError(`The job's data are wrong: ${z.prettifyError(parsed.error)}`);
    const predictions = await Promise.all(parsed.data.texts.map((text) => batcher.submit(text)));
    return { model, predictions };
  };
}
