import { z } from 'zod';

/** Numbers of a trade-off, in the order of the table's columns. */
export const TRADEOFF_METRICS = [
  'p95Ms',
  'throughputRps',
  'errorRate',
  'costPer1000Usd',
  'costPerMonthUsd',
  'accuracy',
  'p50Ms',
  'p99Ms',
] as const;
export type TradeoffMetric = (typeof TRADEOFF_METRICS)[number];

const directionSchema = z.enum(['up', 'down', 'same']);
export type Direction = z.infer<typeof directionSchema>;

/** What a textbook says of a number: a direction, a little less, or that it depends. */
const textbookSchema = z.enum([...directionSchema.options, 'slightly-down', 'varies']);
export type Textbook = z.infer<typeof textbookSchema>;

/** Whether a measured direction is what a textbook says. A little less may be too little to measure; what varies cannot go wrong. */
export function agreesWith(textbook: Textbook, went: Direction): boolean {
  if (textbook === 'varies') return true;
  return textbook === 'slightly-down' ? went !== 'up' : went === textbook;
}

/** What is expected of the numbers of one question, and why. */
const expectations = {
  textbook: z
    .partialRecord(z.enum(TRADEOFF_METRICS), textbookSchema)
    .default({})
    .describe('where the course says that each number goes from the first arm to another; about others it says nothing'),
  expected: z
    .partialRecord(z.enum(TRADEOFF_METRICS), directionSchema)
    .default({})
    .describe('where this lab expects each number to go under the load that it measures, beside what the course says'),
  because: z.string().describe('why this lab expects it, in one sentence'),
  ifNot: z.string().describe('what usually explains a measurement that goes the other way'),
};

const word = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by dashes');
/** Part of a lab.yaml; checked when it is merged on top of the lab. */
const overlaySchema = z.record(z.string(), z.unknown());

/** One question: the same lab with one setting changed, measured by the same benchmark. */
const tradeoffRowSchema = z
  .strictObject({
    title: z.string(),
    lab: overlaySchema.default({}).describe('settings that all arms share, as in lab.yaml'),
    measure: overlaySchema.describe('a benchmark as under benchmarks: kind, target, scenario, …; an arm may change parts of it'),
    arms: z
      .record(word, z.strictObject({ lab: overlaySchema.default({}), measure: overlaySchema.default({}) }))
      .describe('settings that are compared; the first is what the others are compared with'),
    ...expectations,
  })
  .refine(({ arms }) => Object.keys(arms).length >= 2, { path: ['arms'], message: 'needs two arms or more to compare' });

/** `tradeoffs` of lab.yaml: a lab that is started several times with different settings, arm after arm, in ABBA order. */
export const tradeoffsSchema = z.strictObject({
  repeats: z.number().int().min(2).max(20).default(3).describe('how often every arm runs; intervals come from the repeats'),
  accuracyEmails: z
    .number()
    .int()
    .positive()
    .max(100_000)
    .default(400)
    .describe('held-out e-mails for the accuracy of each model'),
  rows: z.record(word, tradeoffRowSchema),
});

/** The numbers that something is expected of, in the order of the table. */
export function expectedMetrics({ textbook, expected }: Pick<Comparison, 'textbook' | 'expected'>): TradeoffMetric[] {
  return TRADEOFF_METRICS.filter((metric) => textbook[metric] !== undefined || expected[metric] !== undefined);
}

/** Whose numbers an arm has: `quantization` of `quantization#int8`. */
export function benchmarkOfArm(arm: string): string {
  return arm.split('#')[0] ?? arm;
}

/** One question that benchmarks of one run answer beside each other: nothing is started for it. */
const comparisonSchema = z.strictObject({
  title: z.string(),
  arms: z
    .record(word, z.string())
    .refine((arms) => Object.keys(arms).length >= 2, { message: 'needs two arms or more to compare' })
    .describe(
      'benchmarks that are compared, by a word for each; the first is what the others are compared with; `quantization#int8` is a variant',
    ),
  ...expectations,
});

/** `comparisons` of lab.yaml: the trade-off table of a run, made of its own benchmarks. */
export const comparisonsSchema = z.record(word, comparisonSchema);

export type Comparison = z.infer<typeof comparisonSchema>;
export type TradeoffRow = z.infer<typeof tradeoffRowSchema>;
export type Tradeoffs = z.infer<typeof tradeoffsSchema>;

/** Name of the result that one run of an arm leaves: `tradeoffs/quantization-int8-2`. */
export function tradeoffRunName(row: string, arm: string, repeat: number): string {
  return `tradeoffs/${row}-${arm}-${repeat + 1}`;
}

/** Results behind the trade-off table; reports show them below it. */
export function isTradeoffRun(name: string): boolean {
  return name.startsWith('tradeoffs/');
}
