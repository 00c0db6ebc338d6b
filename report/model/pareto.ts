import type { BenchmarkResult } from '../../contract';

/** A variant in the plane of latency and accuracy. */
export interface VariantPoint {
  readonly variant: string;
  readonly p95Ms: number;
  readonly accuracy: number;
  readonly sizeBytes: number;
  /** No other variant is at least as good in both and better in one. */
  readonly isBest: boolean;
  readonly isChosen: boolean;
}

const TABLE = 'Variants';

/**
 * The variants of a quantization result. Accuracy is that of the test samples where all variants have one, else of the
 * validation samples, on which all were judged.
 */
export function variantPoints({ rows }: BenchmarkResult): { readonly points: VariantPoint[]; readonly split: string } {
  const measured = rows.filter((row) => row['table'] === TABLE && typeof row['p95Ms'] === 'number');
  const isTested = measured.every((row) => typeof row['accuracy'] === 'number');
  const key = isTested ? 'accuracy' : 'validationAccuracy';
  const points = measured.flatMap((row) => {
    const [p95Ms, accuracy, sizeBytes] = [row['p95Ms'], row[key], row['sizeBytes']];
    return typeof p95Ms === 'number' && typeof accuracy === 'number' && typeof sizeBytes === 'number'
      ? [{ variant: String(row['variant']), p95Ms, accuracy, sizeBytes, isChosen: row['recommended'] === true }]
      : [];
  });
  const beats = (one: (typeof points)[number], other: (typeof points)[number]): boolean =>
    one.p95Ms <= other.p95Ms && one.accuracy >= other.accuracy && (one.p95Ms < other.p95Ms || one.accuracy > other.accuracy);
  return {
    points: points.map((point) => ({ ...point, isBest: !points.some((other) => beats(other, point)) })),
    split: isTested ? 'test' : 'validation',
  };
}
