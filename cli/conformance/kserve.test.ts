import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../contract';
import { replayKserve } from '../../scaling/conformance/kserve';
import { parseCase, type RecordedCase } from '../../scaling/conformance/kserve/case';
import { readCases } from './kserve-cases';
import { compareCase, outcomesOf } from '../../scaling/conformance/kserve/replay';

const FOLDER = join(__dirname, '../../tests/conformance/kserve');

test('every recorded case of a KServe v0.20.0 controller agrees', () => {
  expect(replayKserve(readCases(FOLDER))).toEqual({ passed: 29, failed: 0, mismatches: [] });
});

describe('a recording with one wrong field fails', () => {
  const recorded = readCases(FOLDER).map(parseCase);

  /** Fields that a case asserts, as paths into its objects. */
  const ASSERTED: Readonly<Record<string, RegExp>> = {
    Deployment:
      /^(metadata\.(name|namespace|labels|ownerReferences\[0\]\.(kind|name|controller|apiVersion))|spec\.(selector|strategy|template\.metadata\.(labels|annotations)|template\.spec\.containers\[\d+\]\.(name|image|args|ports|env|resources|readinessProbe|livenessProbe|startupProbe)))/,
    Service: /^(metadata\.(name|namespace|labels|annotations)|spec\.(selector|ports))/,
    HorizontalPodAutoscaler: /^(metadata\.(name|namespace|labels|annotations)|spec\.)/,
    InferenceService:
      /^(metadata\.(name|namespace|annotations|labels)|spec\.predictor\.containers\[0\]\.(name|resources)|status\.(url|address))/,
  };

  test.each(recorded.map((one) => [one.id, one] as const))('%s', (_, one) => {
    const outcomes = outcomesOf(one);
    const missed = mutants(one).filter(({ mutant }) => compareCase(mutant, outcomes).length === 0);
    expect(missed.map(({ field }) => field)).toEqual([]);
  });

  test('a rejection for another reason, by another webhook, or none at all', () => {
    for (const one of recorded.filter(({ expected }) => expected.some(({ isAccepted }) => !isAccepted))) {
      const outcomes = outcomesOf(one);
      const withAnswer = (isAccepted: boolean, message: string): RecordedCase => ({
        ...one,
        expected: one.expected.map((step) => ({ ...step, isAccepted, message })),
      });
      const { message } = one.expected[0]!;
      expect(compareCase(withAnswer(false, message), outcomes)).toEqual([]);
      for (const wrong of [withAnswer(true, ''), withAnswer(false, `${message}x`.replace('unknown field "', 'unknown field "x'))])
        expect(compareCase(wrong, outcomes)[0]?.field).toMatch(/^admission/);
    }
  });

  test('an object too many or too few', () => {
    const [one] = recorded;
    const outcomes = outcomesOf(one!);
    const [step] = one!.expected;
    const without = { ...one!, expected: [{ ...step!, objects: step!.objects.slice(0, -1) }] };
    const twice = {
      ...one!,
      expected: [{ ...step!, objects: [...step!.objects, { kind: 'Service', metadata: { name: 'x' } }] }],
    };
    expect(compareCase(without, outcomes)).toMatchObject([{ field: 'objects.HorizontalPodAutoscaler/a-cpu-hpa-predictor' }]);
    expect(compareCase(twice, outcomes)).toMatchObject([{ field: 'objects.Service/x' }]);
  });

  test('a Deployment that was refused for another field', () => {
    const one = recorded.find(({ id }) => id === 'b4-limits-below-default')!;
    const text = JSON.stringify(one)
      .replaceAll('must be less than or equal to cpu limit', 'x')
      .replaceAll('resources.requests', 'image');
    expect(compareCase(JSON.parse(text) as RecordedCase, outcomesOf(one))[0]?.field).toMatch(/^failure\.refused/);
  });

  /** The case with one asserted leaf changed, for each such leaf. */
  function mutants(one: RecordedCase): { field: string; mutant: RecordedCase }[] {
    return one.expected.flatMap(({ objects }, step) =>
      objects.flatMap((object, index) =>
        leaves(object).flatMap(([field, value]) => {
          const asserted = ASSERTED[String(object['kind'])];
          if (asserted?.test(field) !== true || field.includes('deployment.kubernetes.io/revision')) return [];
          const mutant = structuredClone(one) as unknown as { expected: { objects: Record<string, unknown>[] }[] };
          write(mutant.expected[step]!.objects[index]!, field, changed(value));
          return [{ field: `${step} ${String(object['kind'])} ${field}`, mutant: mutant as unknown as RecordedCase }];
        }),
      ),
    );
  }
});

function leaves(value: unknown, path = ''): [string, unknown][] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, `${path}[${index}]`));
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, path === '' ? key : `${path}.${key.replaceAll('.', '·')}`),
  );
}

function write(object: Record<string, unknown>, path: string, value: unknown): void {
  const parts = path
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .map((part) => part.replaceAll('·', '.'));
  const last = parts.pop()!;
  const parent = parts.reduce<Record<string, unknown>>((at, part) => at[part] as Record<string, unknown>, object);
  parent[last] = value;
}

function changed(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'boolean') return !value;
  // A quantity stays a quantity, so that only the amount differs.
  return /^\d+(m|Mi|Gi)?$/.test(String(value)) ? `7${String(value)}` : `${String(value)}x`;
}

describe('reading folders', () => {
  let folder = '';
  const write_ = (path: string, text: string): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kserve-cases-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('cases may lie deeper, beside other files, and be called .yml', () => {
    write_('README.md', 'x');
    write_('more/one/input.yml', 'kind: InferenceService');
    write_('more/one/output.yaml', 'kind: Admission');
    write_('two/input.yaml', 'kind: InferenceService');
    write_('two/output.yaml', 'kind: Admission');
    expect(readCases(folder).map(({ id }) => id)).toEqual(['one', 'two']);
    expect(readCases(join(folder, 'two')).map(({ id }) => id)).toEqual(['two']);
  });

  test('what is missing is named', () => {
    expect(() => readCases(join(folder, 'none'))).toThrow('there is no such folder');
    expect(() => readCases(folder)).toThrow('holds no case');
    write_('one/input.yaml', 'kind: InferenceService');
    expect(() => readCases(join(folder, 'one/input.yaml'))).toThrow('is a file');
  });

  test('a case that cannot be read fails alone', () => {
    write_('one/input.yaml', 'kind: InferenceService');
    write_('two/input.yaml', 'a: [');
    write_('two/output.yaml', 'kind: Admission');
    const good = readCases(join(FOLDER, 'f4-min-gt-max'));
    const { passed, failed, mismatches } = replayKserve([...readCases(folder), ...good]);
    expect([passed, failed]).toEqual([1, 2]);
    expect(mismatches.map(({ trace, got }) => `${trace} ${String(got)}`)).toEqual([
      expect.stringMatching(/^one .*output\.yaml\n {2}is missing/),
      expect.stringMatching(/^two .*input\.yaml\n {2}is not YAML/),
    ]);
  });

  test.each([
    ['', 'holds no object'],
    ['a: [', 'is not YAML'],
    ['- 1', 'that is not a map'],
  ])('input %j: %s', (text, problem) => {
    const output = { file: 'output.yaml', text: 'kind: Admission' };
    expect(() => parseCase({ id: 'x', input: { file: 'one/input.yaml', text }, output })).toThrow(UserError);
    expect(() => parseCase({ id: 'x', input: { file: 'one/input.yaml', text }, output })).toThrow(problem);
  });
});
