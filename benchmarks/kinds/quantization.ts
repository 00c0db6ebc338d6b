import { STEPS } from '../../contract/planned-steps';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Variant } from '../../contract/model';
import type { Interval } from '../../contract/result';
import { readCgroup, readThrottling, type Throttling } from '../environment/cgroup';
import { readText } from '../environment/read';
import { BASE, chooseVariant, type Choice } from '../quantization/choose';
import { gpuText } from '../quantization/gpu';
import { pythonJobA, type Examined, type JobA } from '../quantization/job-a';
import type { Judged, Made } from '../quantization/judged';
import { callShapes, MAIN_SHAPE, PLANS, type CallShape, type Plan } from '../quantization/plan';
import { layerRows, shapeRows, TABLES, variantRows, wordRows, type Studied } from '../quantization/rows';
import {
  measureInFreshProcess,
  measureRounds,
  type Measure,
  type Observation,
  type Subject,
} from '../quantization/speed/measure';
import { Rounds } from '../quantization/speed/rounds';
import { medianOf, speedIntervals, speedUp, summarize, undisturbedMs } from '../quantization/speed/summary';
import { gateChecks } from '../quantization/verdict';
import { defined } from './check';
import type { Context, Measured } from './context';

/** What the benchmark needs of the machine; tests replace it. */
export interface QuantizationParts {
  readonly jobA: (print: (line: string) => void) => JobA;
  readonly measure: Measure;
  /** Cores that may be used. */
  readonly cores: () => number;
  readonly throttling: () => Throttling | null;
  readonly gpu: () => string;
  readonly sha256: (file: string) => string;
  /** Lines for whoever watches the Job. */
  readonly print: (line: string) => void;
}

const PARTS: QuantizationParts = {
  jobA: (print) => pythonJobA(process.env, print),
  measure: measureInFreshProcess,
  cores: () => Math.min(availableParallelism(), readCgroup(readText).cpuQuotaCores ?? Number.POSITIVE_INFINITY),
  throttling: () => readThrottling(readText),
  gpu: gpuText,
  sha256: (file) => createHash('sha256').update(readFileSync(file)).digest('hex'),
  print: (line) => console.log(`  ${line}`),
};

const CANDIDATE = 'candidate';
/** Static quantization wins here: the answer depends on the model. */
const DIGITS: Examined = { task: 'digits', own: null, candidate: null };
const DIGITS_VARIANTS: Readonly<Record<'quick' | 'full', readonly Variant[]>> = {
  quick: ['fp32', 'int8', 'int8-static-minmax'],
  full: ['fp32', 'int8-per-channel', 'int8', 'int8-u8u8', 'int8-static-minmax', 'int8-static-entropy', 'int8-static-percentile'],
};
const DIGITS_ROUNDS = 2;

/** Makes, judges and measures quantized variants of a model, and recommends one. */
export async function runQuantization(context: Context<'quantization'>, parts: QuantizationParts = PARTS): Promise<Measured> {
  const { benchmark, progress } = context;
  const { vcpuHourUsd } = context.input.prices;
  const plan = PLANS[benchmark.mode];
  const { print } = parts;
  const jobA = parts.jobA(print);
  const examined: Examined = {
    task: benchmark.own === null ? 'spam' : 'own',
    own: benchmark.own,
    candidate: benchmark.candidate,
  };
  const names: readonly string[] = [...plan.variants, ...(benchmark.candidate === null ? [] : [CANDIDATE])];

  const made = await progress.run(STEPS.quantization.make, () => jobA.make(examined, names));
  const validation = await progress.run(STEPS.quantization.validation, () =>
    jobA.judge(examined, names, 'validation', plan.validationSamples),
  );
  const rounds = new Rounds({ inputs: made.inputs, plan, measure: parts.measure, throttling: parts.throttling });
  await progress.run(STEPS.quantization.screen, () => rounds.run(subjectsOf(made), [MAIN_SHAPE], plan.screenRounds));
  const choice = chosen(validation, rounds.observations, benchmark.minAccuracyRatio);
  const subject = benchmark.candidate === null ? choice?.variant : CANDIDATE;
  const compared = subjectsOf(made).filter(({ name }) => name === BASE || name === subject);
  /** Runs a step, then compares FP32 and the chosen variant again. */
  const andCompare = async <Found>(step: () => Promise<Found>): Promise<Found> => {
    const found = await step();
    if (subject !== undefined) await rounds.run(compared, [MAIN_SHAPE], plan.comparisonRounds);
    return found;
  };
  const shapes = callShapes(parts.cores());
  const closer = plan.matrixOf === 'all' ? subjectsOf(made) : compared;
  await progress.run(STEPS.quantization.matrix, () => andCompare(() => rounds.run(closer, shapes, plan.matrixRounds)));
  const tested = plan.judgesAllOnTest || subject === undefined ? names : [BASE, subject];
  const test = await progress.run(STEPS.quantization.test, () =>
    andCompare(() => jobA.judge(examined, tested, 'test', plan.testSamples)),
  );
  const explained = await progress.run(STEPS.quantization.explain, () => andCompare(() => jobA.explain(examined, names)));
  const gpu = parts.gpu();
  const digits = await progress.run(STEPS.quantization.digits, () =>
    andCompare(async () =>
      benchmark.own === null ? studyDigits(jobA, parts.measure, benchmark.mode, { gpu, vcpuHourUsd }) : { rows: [], words: [] },
    ),
  );
  const { observations } = rounds;

  print(recommendation(choice, subject));
  const faster = subject === undefined ? undefined : speedUp(observations, BASE, subject, MAIN_SHAPE);
  const speed = summarize(observations, subject ?? BASE, MAIN_SHAPE);
  const judgement = test.variants[subject ?? BASE];
  const file = made.variants[subject ?? BASE];
  return {
    title: `Quantization of the ${made.title}: ${titleOf(subject)}`,
    model: file === undefined ? undefined : { variant: subject ?? BASE, sha256: parts.sha256(file.path) },
    metrics: defined({
      accuracy: judgement?.accuracy,
      accuracyRatio: judgement?.ratio,
      baselineAccuracy: test.baseline.accuracy,
      agreement: judgement?.agreement,
      flips: judgement?.flips,
      mcnemarP: judgement?.mcnemarP,
      cosine: judgement?.cosine,
      sqnrDb: judgement?.sqnrDb ?? undefined,
      speedUp: faster?.ratio,
      p50Ms: speed?.p50Ms,
      p95Ms: speed?.p95Ms,
      p99Ms: speed?.p99Ms,
      throughputRps: speed?.throughputRps,
      cpuSecondsPer1000: speed?.cpuSecondsPer1000,
      sizeBytes: file?.bytes,
      sizeRatio: file === undefined ? undefined : (made.variants[BASE]?.bytes ?? file.bytes) / file.bytes,
      coldLoadMs: medianOf(observations, subject ?? BASE, (one) => one.coldLoadMs),
      rssBytes: medianOf(observations, subject ?? BASE, (one) => one.rssBytes),
      throttledShare: rounds.throttledShare(),
    }),
    intervals: defined<Interval>({
      accuracy: judgement === undefined ? undefined : interval(judgement.accuracyInterval, 'wilson'),
      accuracyRatio: judgement === undefined ? undefined : interval(judgement.ratioInterval, 'bootstrap over paired samples'),
      baselineAccuracy: interval(test.baseline.accuracyInterval, 'wilson'),
      speedUp: faster?.interval,
      ...speedIntervals(observations, subject ?? BASE, MAIN_SHAPE),
    }),
    rows: [
      ...variantRows(TABLES.variants, { made, validation, test, observations, explained, gpu, vcpuHourUsd }, subject),
      ...shapeRows(
        observations,
        shapes,
        closer.map(({ name }) => name),
      ),
      ...digits.rows,
      ...layerRows(explained),
      ...wordRows(made.title, explained),
      ...digits.words,
    ],
    errors: { total: 0, byKind: {} },
    checksThrottling: true,
    checks: gateChecks({
      test,
      subject,
      speedUp: faster,
      minAccuracyRatio: benchmark.minAccuracyRatio,
      throttledShare: rounds.throttledShare(),
    }),
    howMade: howMade(plan, benchmark.mode, shapes, choice, subject, validation, test),
  };
}

function titleOf(subject: string | undefined): string {
  if (subject === undefined) return 'FP32 stays';
  return subject === CANDIDATE ? 'the file handed in' : `${subject} recommended`;
}

function recommendation(choice: Choice | undefined, subject: string | undefined): string {
  if (subject === CANDIDATE) return 'The file that was handed in is judged; nothing was chosen.';
  return choice === undefined
    ? 'No variant was faster than FP32 with its accuracy kept on validation samples: stay with FP32.'
    : `${choice.variant} is recommended: ${choice.reason}. To serve it: model.variant: ${choice.variant} in lab.yaml.`;
}

function subjectsOf({ variants }: Made): Subject[] {
  return Object.entries(variants)
    .filter(([, { onCpu }]) => onCpu)
    .map(([name, { path, optimized }]) => ({ name, model: path, isOptimized: optimized }));
}

function chosen(validation: Judged, observations: readonly Observation[], minAccuracyRatio: number): Choice | undefined {
  const candidates = Object.entries(validation.variants).map(([name, judgement]) => ({
    name,
    judgement,
    undisturbedMs: undisturbedMs(observations, name, MAIN_SHAPE),
  }));
  return chooseVariant(
    candidates.filter(({ name }) => name !== CANDIDATE),
    minAccuracyRatio,
  );
}

async function studyDigits(jobA: JobA, measure: Measure, mode: 'quick' | 'full', priced: Pick<Studied, 'gpu' | 'vcpuHourUsd'>) {
  const names = DIGITS_VARIANTS[mode];
  const made = await jobA.make(DIGITS, names);
  const validation = await jobA.judge(DIGITS, names, 'validation', null);
  const test = await jobA.judge(DIGITS, names, 'test', null);
  const explained = await jobA.explain(DIGITS, names);
  const plan: Plan = { ...PLANS[mode], callsPerShape: 300 };
  const observations = await measureRounds(
    subjectsOf(made),
    [MAIN_SHAPE],
    { first: 0, count: DIGITS_ROUNDS },
    made.inputs,
    plan,
    measure,
  );
  const choice = chosen(validation, observations, 0);
  const studied = { made, validation, test, observations, explained, ...priced };
  return { rows: variantRows(TABLES.digits, studied, choice?.variant), words: wordRows(made.title, explained) };
}

function interval({ low, high }: { readonly low: number; readonly high: number }, method: string): Interval {
  return { low, high, level: 0.95, method };
}

function howMade(
  plan: Plan,
  mode: 'quick' | 'full',
  shapes: readonly CallShape[],
  choice: Choice | undefined,
  subject: string | undefined,
  validation: Judged,
  test: Judged,
): string[] {
  return [
    `Variants were chosen on ${validation.baseline.samples} validation samples and reported on ${test.baseline.samples} test samples ` +
      'that nothing was chosen on; calibration used training samples. Every sample is a call of its own.',
    recommendation(choice, subject),
    'Cost is the CPU time of 1000 samples x price per vCPU-hour: of a machine that is always busy, without memory.',
    'Variants are compared by their fastest rounds, because other work on the machine only adds time; the speed-up is over all rounds.',
    'The accuracy ratio is paired: both models label the same samples; its interval is a bootstrap over samples, and the exact ' +
      'McNemar test says whether the changes are one-sided.',
    `Speed is onnxruntime-node in a worker thread, with the queue worker's session options, one fresh process a variant and round, ` +
      `${plan.screenRounds} rounds for all variants and ${plan.matrixRounds} in ${shapes.length} shapes, in ABBA order; FP32 and the ` +
      `chosen variant ${plan.comparisonRounds} more after each step, so that good and bad minutes of the machine are in the interval. ` +
      `The main shape is one request of ${MAIN_SHAPE.sequence} tokens on one thread.`,
    'Weights in 7 bits (reduce_range) exist because processors without VNNI add two 8-bit products in 16 bits with saturation.',
    ...(mode === 'quick'
      ? ['Quick mode: fewer validation samples and rounds; `./lab bench quantization --full` is the one to quote.']
      : []),
  ];
}
