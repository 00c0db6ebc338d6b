import { Tensor } from 'onnxruntime-node';
import type { Random } from '../../../contract/random';
import type { InputSpec } from './messages';

/** Inputs of one call in a shape, with seeded values. */
export function callInputs(
  specs: readonly InputSpec[],
  shape: { readonly batch: number; readonly sequence: number },
  random: Random,
): Record<string, Tensor> {
  return Object.fromEntries(
    specs.map((spec) => {
      const dims = spec.dims.map((dim) => (dim === 'batch' ? shape.batch : dim === 'sequence' ? shape.sequence : dim));
      const count = dims.reduce((product, dim) => product * dim, 1);
      return [spec.name, tensorOf(spec, dims, count, random)];
    }),
  );
}

function tensorOf({ type, low, high }: InputSpec, dims: readonly number[], count: number, random: Random): Tensor {
  if (type === 'int64') {
    const values = BigInt64Array.from({ length: count }, () => BigInt(low + Math.floor(random() * (high - low + 1))));
    return new Tensor('int64', values, dims);
  }
  return new Tensor(
    'float32',
    Float32Array.from({ length: count }, () => low + random() * (high - low)),
    dims,
  );
}
