import { pricesSchema, type JobInput } from '../../contract/job';
import { quantizationBenchmarkSchema } from '../../contract/quantization';
import type { Examined, JobA } from '../quantization/job-a';
import type { Judged } from '../quantization/judged';
import { judgedOf, judgementOf } from '../quantization/testing/evidence';
import { Progress } from '../progress';
import { alone } from '../generators/generators';
import { TOGETHER } from '../turns/turns';
import type { Context } from './context';
import { runQuantization, type QuantizationParts } from './quantization';

/** A laboratory without Python or onnxruntime: INT8 is 1.5 times as fast, and as good as `int8` says. */
function parts(int8: Partial<Judged['variants'][string]>, asked: string[]): QuantizationParts {
  const judgements = (names: readonly string[]): Judged['variants'] =>
    Object.fromEntries(
      names.map((name) => [
        name,
        name.startsWith('int8') || name === 'candidate' ? judgementOf(int8) : judgementOf({ sqnrDb: null }),
      ]),
    );
  const jobA: JobA = {
    make: (_examined: Examined, names) =>
      Promise.resolve({
        title: 'a model',
        inputs: [],
        variants: Object.fromEntries(
          names.map((name) => [
            name,
            {
              path: `/models/${name}`,
              bytes: name.startsWith('int') ? 25 : 100,
              words: name,
              optimized: true,
              onCpu: name !== 'fp16',
            },
          ]),
        ),
      }),
    judge: (examined, names, split, samples) => {
      asked.push(`${examined.task} ${split} ${samples ?? 'all'} ${names.join(',')}`);
      return Promise.resolve(judgedOf(judgements(names)));
    },
    explain: (_examined, names) =>
      Promise.resolve({
        variants: Object.fromEntries(
          names.map((name) => [
            name,
            { integerProducts: 36, floatProducts: 16, conversions: 0, before: {}, after: {}, paragraph: `${name} in words.` },
          ]),
        ),
        layerSqnrDb: { 'layer.0': 21, 'layer.1': 12 },
        worstLayers: ['layer.1'],
      }),
  };
  return {
    jobA: () => jobA,
    measure: ({ model, shapes }) =>
      Promise.resolve({
        coldLoadMs: 50,
        rssBytes: 1e8,
        shapes: shapes.map((shape) => ({
          ...shape,
          callMs: new Array<number>(4).fill(model.includes('int8') || model.includes('candidate') ? 20 : 30),
          cpuSeconds: 0.2,
        })),
      }),
    cores: () => 2,
    throttling: () => null,
    gpu: () => 'no GPU',
    sha256: (file) => `sha of ${file}`,
    print: () => undefined,
  };
}

function contextOf(settings: object): Context<'quantization'> {
  const benchmark = quantizationBenchmarkSchema.parse({ kind: 'quantization', ...settings });
  const unused = (): never => {
    throw new Error('not used by this benchmark');
  };
  return {
    input: { name: 'quantization', prices: pricesSchema.parse({}) } as JobInput,
    benchmark,
    target: { service: 'queue' } as Context['target'],
    now: () => 0,
    sleep: unused,
    pods: undefined,
    emails: unused,
    progress: new Progress(
      [],
      () => undefined,
      () => 0,
    ),
    turns: TOGETHER,
    generators: alone({ now: () => 0, sleep: unused }),
    readyLimitMs: 0,
  };
}

test('the recommended variant is chosen on validation and judged on test, and all its numbers are there', async () => {
  const asked: string[] = [];
  const measured = await runQuantization(contextOf({}), parts({}, asked));
  expect(measured.model).toEqual({ variant: 'int8-per-tensor', sha256: 'sha of /models/int8-per-tensor' });
  expect(measured.metrics).toMatchObject({ speedUp: expect.closeTo(1.5) as number, accuracyRatio: 1, sizeRatio: 4, p95Ms: 20 });
  expect(measured.checks.every(({ pass }) => pass)).toBe(true);
  expect(asked[0]).toMatch(/^spam validation 120 fp32,/);
  expect(asked[1]).toBe('spam test all fp32,int8-per-tensor');
  const row = measured.rows!.find(({ variant, table }) => table === 'Variants' && variant === 'int8-per-tensor');
  expect(row).toMatchObject({ recommended: true, sizeBytes: 25, GPU: 'no GPU', 'INT8 or INT4 products': 36 });
  expect(row?.['speedUp']).toBeCloseTo(1.5);
});

test('a file that was handed in is judged instead of a chosen variant, and fails when it lost accuracy', async () => {
  const damaged = parts({ ratio: 0.9, ratioInterval: { low: 0.87, high: 0.93 } }, []);
  const measured = await runQuantization(contextOf({ candidate: '/tmp/x.onnx' }), damaged);
  expect(measured.model?.variant).toBe('candidate');
  expect(measured.checks.filter(({ pass }) => !pass).map(({ metric }) => metric)).toEqual(['accuracyRatioLow']);
});

test('FP32 stays when every faster variant lost accuracy, and the gate says so', async () => {
  const measured = await runQuantization(contextOf({}), parts({ ratio: 0.9 }, []));
  expect(measured.model?.variant).toBe('fp32');
  expect(measured.checks.filter(({ pass }) => !pass).map(({ metric }) => metric)).toEqual(['variantsChosen']);
  expect(measured.howMade.join(' ')).toContain('stay with FP32');
});

test('a model of one’s own is examined alone, without the convolutional one', async () => {
  const asked: string[] = [];
  await runQuantization(contextOf({ own: '/my/model' }), parts({}, asked));
  expect(asked.every((line) => line.startsWith('own '))).toBe(true);
});

test('full mode judges all variants on all samples', async () => {
  const asked: string[] = [];
  await runQuantization(contextOf({ mode: 'full' }), parts({}, asked));
  expect(asked[0]).toMatch(/^spam validation all fp32,.*int8-static-entropy/);
  expect(asked[1]).toMatch(/^spam test all fp32,.*int8-mixed$/);
});
