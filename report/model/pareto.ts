import type { BenchmarkResult } from '../../contract';
import { metricText } from '../text/number';

/** A variant in the plane of latency and quality. */
interface VariantPoint {
  readonly variant: string;
  readonly p95Ms: number;
  /** In the unit of the plane's axis. */
  readonly quality: number;
  readonly sizeBytes: number;
  /** No other variant is at least as good in both and better in one. */
  readonly isBest: boolean;
  readonly isChosen: boolean;
}

interface VariantPlane {
  readonly points: readonly VariantPoint[];
  /** `accuracy (test)`, or `SQNR` where every accuracy is the same. */
  readonly title: string;
  readonly unit: string;
  readonly text: (quality: number) => string;
}

type Row = BenchmarkResult['rows'][number];

const TABLE = 'Variants';
/** Outputs this close to FP32 are as good as equal; FP32's own have no error at all. */
const MOST_DB = 60;

/**
 * The variants of a quantization result. Quality is the accuracy on test samples if all variants have one, else on
 * validation samples. If it is the same for all, quality is how close the raw outputs are to FP32.
 */
export function variantPlane({ rows }: BenchmarkResult): VariantPlane {
  const measured = rows.filter((row) => row['table'] === TABLE && typeof row['p95Ms'] === 'number');
  const accuracy = (key: string, split: string): VariantPlane => ({
    points: pointsOf(measured, (row) => (typeof row[key] === 'number' ? row[key] * 100 : undefined)),
    title: `Accuracy (${split})`,
    unit: '%',
    text: (quality) => metricText('accuracy', quality / 100),
  });
  const tested = accuracy('accuracy', 'test');
  if (measured.length > 0 && tested.points.length === measured.length) return tested;
  const validated = accuracy('validationAccuracy', 'validation');
  if (new Set(validated.points.map(({ quality }) => quality)).size > 1) return validated;
  return {
    points: pointsOf(measured, closeness),
    title: 'SQNR of the outputs (accuracy is the same for all)',
    unit: 'dB',
    text: (quality) => (quality === MOST_DB ? `${MOST_DB} dB or more` : metricText('validationSqnrDb', quality)),
  };
}

/** Null when no bit differs. */
function closeness({ validationSqnrDb: ofOutputs }: Row): number | undefined {
  if (ofOutputs === null) return MOST_DB;
  return typeof ofOutputs === 'number' ? Math.min(MOST_DB, ofOutputs) : undefined;
}

function pointsOf(rows: readonly Row[], qualityOf: (row: Row) => number | undefined): VariantPoint[] {
  const points = rows.flatMap((row) => {
    const quality = qualityOf(row);
    const { p95Ms, sizeBytes, variant } = row;
    return typeof p95Ms === 'number' && quality !== undefined && typeof sizeBytes === 'number' && typeof variant === 'string'
      ? [{ variant, p95Ms, quality, sizeBytes, isChosen: row['recommended'] === true }]
      : [];
  });
  const beats = (one: (typeof points)[number], other: (typeof points)[number]): boolean =>
    one.p95Ms <= other.p95Ms && one.quality >= other.quality && (one.p95Ms < other.p95Ms || one.quality > other.quality);
  return points.map((point) => ({ ...point, isBest: !points.some((other) => beats(other, point)) }));
}
