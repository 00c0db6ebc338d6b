import type { BenchmarkResult } from '../../contract/result';
import { defined } from '../kinds/check';
import type { Explained, Judged, Made } from './judged';
import { BASE } from './choose';
import { MAIN_SHAPE, type CallShape } from './plan';
import type { Observation } from './speed/measure';
import { medianOf, speedUp, summarize } from './speed/summary';

type Row = BenchmarkResult['rows'][number];

/** Rows that belong together carry the same `table`; reports show each table by itself. */
export const TABLES = {
  variants: 'Variants',
  shapes: 'Batch, threads and length',
  digits: 'A convolutional model: digits',
  layers: 'Layers in INT8, worst first',
  words: 'In words',
} as const;

export interface Studied {
  readonly made: Made;
  readonly validation: Judged;
  readonly test: Judged;
  readonly observations: readonly Observation[];
  readonly explained: Explained;
  readonly gpu: string;
  /** Price of a vCPU for an hour, USD. */
  readonly vcpuHourUsd: number;
}

/** One row per variant: its cost, its quality, and how onnxruntime runs it. */
export function variantRows(
  table: string,
  { made, validation, test, observations, explained, gpu, vcpuHourUsd }: Studied,
  subject: string | undefined,
): Row[] {
  return Object.entries(made.variants).map(([name, { bytes, onCpu }]) => {
    const speed = onCpu ? summarize(observations, name, MAIN_SHAPE) : undefined;
    const chosen = validation.variants[name];
    const tested = test.variants[name];
    const graph = explained.variants[name];
    const hasSpeed = speed !== undefined;
    return withoutNaN({
      table,
      variant: name,
      recommended: name === subject,
      ...defined<Row[string]>({
        speedUp: hasSpeed ? speedUp(observations, BASE, name, MAIN_SHAPE)?.ratio : undefined,
        p50Ms: speed?.p50Ms,
        p95Ms: speed?.p95Ms,
        p99Ms: speed?.p99Ms,
        throughputRps: speed?.throughputRps,
        cpuSecondsPer1000: speed?.cpuSecondsPer1000,
        costPer1000Usd: speed === undefined ? undefined : (speed.cpuSecondsPer1000 * vcpuHourUsd) / 3600,
        coldLoadMs: hasSpeed ? medianOf(observations, name, (one) => one.coldLoadMs) : undefined,
        rssBytes: hasSpeed ? medianOf(observations, name, (one) => one.rssBytes) : undefined,
      }),
      sizeBytes: bytes,
      ...defined<Row[string]>({
        validationAccuracy: chosen?.accuracy,
        validationAgreement: chosen?.agreement,
        validationFlips: chosen?.flips,
        validationCosine: chosen?.cosine,
        validationSqnrDb: chosen === undefined ? undefined : chosen.sqnrDb,
        accuracy: tested?.accuracy,
        accuracyRatio: tested?.ratio,
        accuracyRatioLow: tested?.ratioInterval.low,
        mcnemarP: tested?.mcnemarP,
        'INT8 or INT4 products': graph?.integerProducts,
        'FP32 products': graph?.floatProducts,
        'conversions not fused': graph?.conversions,
      }),
      GPU: gpu,
    });
  });
}

/** One row a variant and shape. */
export function shapeRows(
  observations: readonly Observation[],
  shapes: readonly CallShape[],
  variants: readonly string[],
): Row[] {
  return shapes.flatMap((shape) =>
    variants.flatMap((variant) => {
      const speed = summarize(observations, variant, shape);
      if (speed === undefined) return [];
      const faster = variant === BASE ? undefined : speedUp(observations, BASE, variant, shape);
      return [
        {
          table: TABLES.shapes,
          variant,
          batch: shape.batch,
          threads: shape.threads,
          length: shape.sequence,
          ...speed,
          ...(faster === undefined
            ? {}
            : {
                speedUp: faster.ratio,
                '95 % interval': `${faster.interval.low.toFixed(2)} – ${faster.interval.high.toFixed(2)}`,
              }),
        },
      ];
    }),
  );
}

const MOST_LAYERS = 12;

export function layerRows({ layerSqnrDb, worstLayers }: Explained): Row[] {
  return Object.entries(layerSqnrDb)
    .sort(([, one], [, other]) => one - other)
    .slice(0, MOST_LAYERS)
    .map(([layer, sqnrDb]) => ({ table: TABLES.layers, layer, sqnrDb, 'FP32 in int8-mixed': worstLayers.includes(layer) }));
}

export function wordRows(title: string, { variants }: Explained): Row[] {
  return Object.entries(variants).map(([variant, { paragraph }]) => ({ table: TABLES.words, variant, model: title, paragraph }));
}

function withoutNaN(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => typeof value !== 'number' || Number.isFinite(value)));
}
