import type { QuantizationMode } from '../../contract/quantization';
import { VARIANTS, type Variant } from '../../contract/model';

/** One way to call a model. */
export interface CallShape {
  readonly batch: number;
  /** Length of the dimension that varies; ignored by models that have none. */
  readonly sequence: number;
  readonly threads: number;
}

/** What one mode makes, judges and measures. */
export interface Plan {
  readonly variants: readonly Variant[];
  /** Validation samples that variants are chosen on; null = all. */
  readonly validationSamples: number | null;
  /** Test samples that FP32 and the chosen variant are judged on; null = all. */
  readonly testSamples: number | null;
  /** Judge variants that were not chosen on the test samples too, for the table. */
  readonly judgesAllOnTest: boolean;
  /** Rounds of fresh processes; each round goes once over the variants, every other round backwards. */
  readonly screenRounds: number;
  readonly matrixRounds: number;
  /**
   * Rounds of FP32 and the chosen variant in the main shape after each later step. A shared machine has good and bad minutes, and
   * an interval from one minute misses the others.
   */
  readonly comparisonRounds: number;
  /** All variants or FP32 and the chosen one only, in every shape. */
  readonly matrixOf: 'all' | 'chosen';
  readonly callsPerShape: number;
  /** A shape whose calls take longer together is cut short, but not below FEWEST_CALLS. */
  readonly secondsPerShape: number;
}

export const FEWEST_CALLS = 3;
/** A single request on one thread: what a pod with one core does for one client. Variants are compared here. */
export const MAIN_SHAPE: CallShape = { batch: 1, sequence: 128, threads: 1 };
const BATCHES = [1, 8, 32];
const SEQUENCES = [32, 128];

/**
 * Finding static ranges by entropy or percentile costs half a minute each and gains nothing for matrix products, so quick
 * mode leaves them out.
 */
const SLOW_TO_MAKE: readonly Variant[] = ['int8-static-entropy', 'int8-static-percentile'];

export const PLANS: Readonly<Record<QuantizationMode, Plan>> = {
  quick: {
    variants: VARIANTS.filter((variant) => !SLOW_TO_MAKE.includes(variant)),
    validationSamples: 120,
    testSamples: null,
    judgesAllOnTest: false,
    screenRounds: 4,
    matrixRounds: 2,
    comparisonRounds: 2,
    matrixOf: 'chosen',
    callsPerShape: 20,
    secondsPerShape: 0.6,
  },
  full: {
    variants: VARIANTS,
    validationSamples: null,
    testSamples: null,
    judgesAllOnTest: true,
    screenRounds: 6,
    matrixRounds: 4,
    comparisonRounds: 4,
    matrixOf: 'all',
    callsPerShape: 50,
    secondsPerShape: 2,
  },
};

/** Every batch size, length and number of threads up to the cores that may be used. */
export function callShapes(cores: number): CallShape[] {
  const threads = [...new Set([1, Math.max(1, Math.floor(cores))])];
  return threads.flatMap((count) =>
    BATCHES.flatMap((batch) => SEQUENCES.map((sequence): CallShape => ({ batch, sequence, threads: count }))),
  );
}

/**
 * The order of one round over variants: forwards and backwards in turn (A B, B A), so that a machine that slowly gets warmer
 * or busier favours no variant.
 */
export function roundOrder<Item>(items: readonly Item[], round: number): Item[] {
  return round % 2 === 0 ? [...items] : [...items].reverse();
}
