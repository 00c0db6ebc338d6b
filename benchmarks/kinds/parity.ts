import { STEPS } from '../../contract/planned-steps';
import type { Check } from '../../contract/result';
import type { Prediction } from '../load/predict';
import { countErrors, sumErrors, type ErrorCounts } from '../load/samples';
import type { Answer, ModelServer } from '../serving/model-server';
import { serverOf } from '../serving/server';
import { startOf } from '../serving/start';
import { check, checkKnown, defined } from './check';
import { targetOf, type Context, type Measured } from './context';

const TIMEOUT_MS = 60_000;
/** After this many unanswered texts in a row the server counts as gone. */
const GIVE_UP_AFTER = 3;

interface Answers {
  readonly predictions: readonly (Prediction | undefined)[];
  readonly errors: ErrorCounts;
}

/** How one server's answers differ from those of the reference. */
export interface Differences {
  readonly comparedTexts: number;
  readonly maxProbabilityDifference: number | undefined;
  readonly labelDifferences: number;
}

interface Compared {
  readonly service: string;
  readonly answers: Answers;
  readonly differences: Differences;
}

/** Sends the same texts to every server: do all give the same labels and probabilities? */
export async function runParity(context: Context<'parity'>): Promise<Measured> {
  const { benchmark, input, progress, turns } = context;
  const texts = context.emails(benchmark.texts).map((email) => email.text);
  let model: Measured['model'];
  const ask = async (service: string): Promise<Answers> => {
    const server = targetOf(input, service);
    const answers = await answersOf(serverOf(server, context), texts, context.readyLimitMs);
    if (service === benchmark.target) model = (await startOf(server, context.pods)).model;
    return answers;
  };
  // Nothing is timed here, so all servers that are up work at once.
  const answered = await progress.run(STEPS.parity.texts, () => turns.each([benchmark.target, ...benchmark.servers], ask));
  const reference = answered[0] ?? { predictions: [], errors: countErrors([]) };
  const others = benchmark.servers.flatMap((service, index): Compared[] => {
    const answers = answered[index + 1];
    if (answers === undefined) return [];
    return [{ service, answers, differences: differencesOf(reference.predictions, answers.predictions) }];
  });
  const found = others.flatMap(({ differences }) => differences.maxProbabilityDifference ?? []);
  return {
    model,
    metrics: defined({
      maxProbabilityDifference: found.length === 0 ? undefined : Math.max(...found),
      labelDifferences: others.reduce((sum, { differences }) => sum + differences.labelDifferences, 0),
      comparedTexts: Math.min(...others.map(({ differences }) => differences.comparedTexts)),
    }),
    rows: others.map(({ service, answers, differences }) => ({
      server: service,
      comparedTexts: differences.comparedTexts,
      maxProbabilityDifference: differences.maxProbabilityDifference ?? null,
      labelDifferences: differences.labelDifferences,
      errors: sumErrors([answers.errors]).total,
    })),
    errors: sumErrors([reference.errors, ...others.map(({ answers }) => answers.errors)]),
    checks: others.flatMap(({ service, differences }) => checksOf(service, differences, texts.length, benchmark.maxDifference)),
    howMade: [
      `Each server gets the same ${texts.length} held-out e-mails, one after another, each alone: with a quantized model a text's ` +
        `probability depends a little on the texts beside it. The others are compared with ${benchmark.target}.`,
    ],
  };
}

async function answersOf(server: ModelServer, texts: readonly string[], readyLimitMs: number): Promise<Answers> {
  await server.waitUntilReady(readyLimitMs);
  const answers: Answer[] = [];
  let silent = 0;
  for (const text of texts) {
    if (silent === GIVE_UP_AFTER) break;
    const answer = await server.predict([text], TIMEOUT_MS);
    silent = answer.predictions === undefined ? silent + 1 : 0;
    answers.push(answer);
  }
  return {
    predictions: answers.map(({ predictions }) => predictions?.[0]),
    errors: countErrors(answers.map(({ outcome }) => outcome)),
  };
}

/** Compares text by text, without texts that only one of the two answered. */
export function differencesOf(
  reference: readonly (Prediction | undefined)[],
  other: readonly (Prediction | undefined)[],
): Differences {
  const pairs = reference.flatMap((one, index) => {
    const two = other[index];
    return one === undefined || two === undefined ? [] : [[one, two] as const];
  });
  const apart = pairs.map(([one, two]) => Math.abs(one.probability - two.probability));
  return {
    comparedTexts: pairs.length,
    maxProbabilityDifference: apart.length === 0 ? undefined : apart.reduce((most, one) => Math.max(most, one), 0),
    labelDifferences: pairs.filter(([one, two]) => one.label !== two.label).length,
  };
}

function checksOf(service: string, differences: Differences, texts: number, maxDifference: number): Check[] {
  const { comparedTexts, maxProbabilityDifference, labelDifferences } = differences;
  return [
    check(`${service} answers every text`, 'comparedTexts', comparedTexts, '==', texts),
    check(`${service} gives the same labels`, 'labelDifferences', labelDifferences, '==', 0),
    ...checkKnown(
      `${service} gives the same probabilities`,
      'maxProbabilityDifference',
      maxProbabilityDifference,
      '<=',
      maxDifference,
    ),
  ];
}
