import { STEPS } from '../../contract/planned-steps';
import { PREDICT_REQUEST } from '../../contract/request';
import type { Check, Mark } from '../../contract/result';
import { eachAtMost, post, waitUntilReady } from '../http';
import { jsonBody, predictAnswer, type PredictAnswer, type Prediction } from '../load/predict';
import { jsonPost } from '../load/request';
import { countErrors, errorText, sumErrors, type ErrorCounts, type Outcome } from '../load/samples';
import type { Email } from '../mail/email';
import { QueueClient } from '../queue/client';
import { wilson } from '../stats/wilson';
import { check, checkKnown, defined } from './check';
import { targetOf, type Context, type Measured } from './context';
import { differencesOf, type Differences } from './parity';

/** Servers take 32 at once; in smaller batches fewer short texts are padded to the length of a long one. */
const BATCH_TEXTS = 8;
/** Well below the servers' body limit of 4 MiB, also when JSON escapes many characters. */
const BATCH_CHARACTERS = 500_000;
/** One batch is worked on while the next is on its way. */
const CONCURRENCY = 2;
const TIMEOUT_MS = 60_000;
/** After this many unanswered batches in a row the service counts as gone. */
const GIVE_UP_AFTER = 3;
/** FP32 gives the same probability everywhere, except for the order of additions. */
const MAX_DIFFERENCE = 1e-4;
/**
 * Dynamic quantization takes one range for a whole batch, so a text's probability depends on the texts beside it, and the
 * servers batch differently.
 */
const MAX_DIFFERENCE_QUANTIZED = 0.1;

interface Judged {
  readonly predictions: ReadonlyMap<string, Prediction>;
  readonly errors: ErrorCounts;
  readonly model: PredictAnswer['model'] | undefined;
}

/** Answers for a batch of texts, from whichever server. */
type Ask = (
  texts: readonly string[],
) => Promise<{ outcome: Outcome | 'job-failed' | 'job-lost'; answer: PredictAnswer | undefined }>;

/** How well the running service labels e-mails that the model never saw, and whether the queue gives the same answers. */
export async function runAccuracy(context: Context<'accuracy'>): Promise<Measured> {
  const { benchmark, target, input, now, sleep, progress } = context;
  const emails = context.emails(benchmark.emails);
  const { parityWith } = benchmark;
  const shared = parityWith === null ? [] : emails.slice(0, benchmark.parityTexts);
  const judge = async (): Promise<Judged> => {
    await waitUntilReady(target.url, context.readyLimitMs, now, sleep);
    return judgeAll(emails, askPredict(target.url));
  };
  const judgeByQueue = async (service: string): Promise<Judged> => {
    const { url } = targetOf(input, service);
    const queue = new QueueClient(url, { now, sleep });
    await waitUntilReady(url, context.readyLimitMs, now, sleep);
    return judgeAll(shared, (texts) => queue.predict(texts, TIMEOUT_MS));
  };
  // Nothing is timed here, so both servers work at once.
  const [direct, queued] = await progress.run(STEPS.accuracy.emails, () =>
    Promise.all([judge(), parityWith === null ? undefined : judgeByQueue(parityWith)]),
  );

  const counts = confusion(emails, direct.predictions);
  const quality = qualityOf(counts);
  const difference =
    queued === undefined
      ? undefined
      : differencesOf(
          shared.map(({ id }) => direct.predictions.get(id)),
          shared.map(({ id }) => queued.predictions.get(id)),
        );
  const errors = sumErrors([direct.errors, queued?.errors ?? {}]);
  return {
    model: direct.model,
    metrics: defined({
      ...quality,
      emails: counts.judged,
      ...difference,
    }),
    intervals: defined({ accuracy: wilson(counts.right, counts.judged) }),
    rows: counts.rows,
    errors,
    marks:
      errors.total === 0 ? [] : [{ mark: 'errors', reason: `batches that failed: ${errorText(errors.byKind)}` } satisfies Mark],
    checks: checks(context, emails, counts, quality, difference, direct.model?.variant),
    howMade: [
      `All ${emails.length} e-mails are from the test split of apps/model, which was not used to train or choose the model; ` +
        'a mail is sent as subject, empty line and body.',
      `They were sent to the running service in batches of at most ${BATCH_TEXTS}. Precision, recall and F1 are for spam; ` +
        'the interval of the accuracy is by Wilson, 95 %.',
      ...(parityWith === null
        ? []
        : [`${shared.length} of the same texts were also sent to the service ${parityWith}, and each probability was compared.`]),
    ],
  };
}

function askPredict(baseUrl: string): Ask {
  return async (texts) => {
    const kind = jsonPost({
      url: baseUrl + PREDICT_REQUEST.path,
      status: 200,
      body: () => jsonBody({ texts }),
      isRight: (value) => predictAnswer(value, texts.length) !== undefined,
    });
    const { outcome, answer } = await post(kind, 0, TIMEOUT_MS);
    return { outcome, answer: predictAnswer(answer, texts.length) };
  };
}

async function judgeAll(emails: readonly Email[], ask: Ask): Promise<Judged> {
  const predictions = new Map<string, Prediction>();
  const outcomes: string[] = [];
  let model: PredictAnswer['model'] | undefined;
  let failuresInARow = 0;
  await eachAtMost(CONCURRENCY, batches(emails), async (batch) => {
    if (failuresInARow >= GIVE_UP_AFTER) return;
    const { outcome, answer } = await ask(batch.map((email) => email.text));
    outcomes.push(outcome);
    failuresInARow = answer === undefined ? failuresInARow + 1 : 0;
    model ??= answer?.model;
    answer?.predictions.forEach((prediction, index) => {
      const email = batch[index];
      if (email !== undefined) predictions.set(email.id, prediction);
    });
  });
  return { predictions, errors: countErrors(outcomes), model };
}

function batches(emails: readonly Email[]): Email[][] {
  const result: Email[][] = [];
  let characters = 0;
  for (const email of emails) {
    const last = result.at(-1);
    if (last === undefined || last.length === BATCH_TEXTS || characters + email.text.length > BATCH_CHARACTERS) {
      result.push([email]);
      characters = email.text.length;
    } else {
      last.push(email);
      characters += email.text.length;
    }
  }
  return result;
}

interface Confusion {
  readonly judged: number;
  readonly right: number;
  readonly count: (actual: Email['label'], predicted: Email['label']) => number;
  readonly rows: { actual: string; predicted: string; count: number }[];
}

const LABELS = ['spam', 'ham'] as const;

function confusion(emails: readonly Email[], predictions: ReadonlyMap<string, Prediction>): Confusion {
  const count = (actual: Email['label'], predicted: Email['label']): number =>
    emails.filter((email) => email.label === actual && predictions.get(email.id)?.label === predicted).length;
  const rows = LABELS.flatMap((actual) => LABELS.map((predicted) => ({ actual, predicted, count: count(actual, predicted) })));
  const total = (chosen: Confusion['rows']): number => chosen.reduce((sum, row) => sum + row.count, 0);
  return { judged: total(rows), right: total(rows.filter((row) => row.actual === row.predicted)), count, rows };
}

/** Leaves out shares without cases. */
function qualityOf({ judged, right, count }: Confusion) {
  const share = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : part / whole);
  const [hits, missed, false_] = [count('spam', 'spam'), count('spam', 'ham'), count('ham', 'spam')];
  return {
    accuracy: share(right, judged),
    precision: share(hits, hits + false_),
    recall: share(hits, hits + missed),
    f1: share(2 * hits, 2 * hits + missed + false_),
  };
}

function checks(
  { benchmark }: Context<'accuracy'>,
  emails: readonly Email[],
  counts: Confusion,
  quality: ReturnType<typeof qualityOf>,
  difference: Differences | undefined,
  variant: string | undefined,
): Check[] {
  return [
    check('every e-mail is judged', 'emails', counts.judged, '==', emails.length),
    ...checkKnown('accuracy on held-out e-mails', 'accuracy', quality.accuracy, '>=', benchmark.minAccuracy),
    ...checkKnown(
      'every text is compared',
      'comparedTexts',
      difference?.comparedTexts,
      '==',
      Math.min(benchmark.parityTexts, emails.length),
    ),
    ...checkKnown(
      'both servers give the same probability',
      'maxProbabilityDifference',
      difference?.maxProbabilityDifference,
      '<=',
      variant?.startsWith('int') === true ? MAX_DIFFERENCE_QUANTIZED : MAX_DIFFERENCE,
    ),
  ];
}
