import { plain, type BenchmarkResult } from '../../../contract';
import { metricText, plainNumber } from '../../text/number';

/** The winner, its factor, its accuracy, and how to serve it. */
export function quantizationAnswer({ metrics, rows, verdict }: BenchmarkResult): string[] {
  const { accuracy, baselineAccuracy, speedUp, sizeRatio } = metrics;
  const winner = rows.find((row) => row['recommended'] === true && typeof row['variant'] === 'string')?.['variant'];
  if (typeof winner !== 'string')
    return ['Stay with FP32: no variant was faster on this machine and kept its accuracy on validation samples.'];
  const name = plain(winner);
  const faster = speedUp === undefined ? '' : `${speedUp.toFixed(2)} times as fast as FP32`;
  const smaller = sizeRatio === undefined ? '' : ` and ${plainNumber(sizeRatio)} times smaller`;
  const kept =
    accuracy === undefined || baselineAccuracy === undefined
      ? ''
      : `; it labels ${metricText('accuracy', accuracy)} of held-out samples right, FP32 ${metricText('baselineAccuracy', baselineAccuracy)}`;
  const what = `${name}: ${faster}${smaller}${kept}.`;
  return verdict.pass
    ? [`Serve ${what}`, `To serve it: model.variant: ${name} in lab.yaml.`]
    : [`Do not serve it yet: ${what} It misses a check.`];
}
