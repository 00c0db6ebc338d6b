import fc from 'fast-check';
import { parseAllDocuments, stringify } from 'yaml';
import { isRecord } from '../../contract';
import { EXAMPLES, exampleText, manifestsOf } from '../manifests/testing/texts';
import { diffManifests } from './diff';
import { judge, parseGate, type Gate } from './gates';

const GATES: readonly Gate[] = ['cost>+10%', 'pods>+10%', 'cpu>+10%', 'memory>+10%', 'lint'].map(parseGate);

/** Values that no API server takes where a count or an amount belongs. */
const IMPOSSIBLE = [
  -1,
  -5,
  -130,
  1e308,
  Infinity,
  -Infinity,
  1.5,
  2 ** 31,
  2 ** 53,
  '-130',
  '-130m',
  '-1Gi',
  '1e400',
  'NaN',
  'five',
  [],
  {},
  true,
];

const BASE = EXAMPLES.map((name) => exampleText(name)).join('\n---\n');

/** Every bound raised tenfold: what a gate has to see. */
const HEAD = BASE.replace(
  /(maxReplicas|maxReplicaCount): (\d+)/g,
  (_, key: string, count: string) => `${key}: ${Number(count) * 10}`,
).replace(/(max-scale: )'(\d+)'/g, (_, key: string, count: string) => `${key}'${Number(count) * 10}'`);

function verdicts(head: string): string[] {
  const report = diffManifests({ name: 'base', manifests: manifestsOf(BASE) }, { name: 'head', manifests: manifestsOf(head) });
  return judge(report, GATES).gates.map(({ verdict }) => verdict);
}

const PLAIN = verdicts(HEAD);

type Path = readonly (string | number)[];

/** Where a number, or the text of one, is written. */
function numbersIn(value: unknown, at: Path = []): Path[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => numbersIn(item, [...at, index]));
  if (isRecord(value)) return Object.entries(value).flatMap(([key, below]) => numbersIn(below, [...at, key]));
  return typeof value === 'number' || (typeof value === 'string' && /^\d+[a-zA-Z%]*$/.test(value)) ? [at] : [];
}

function put(value: unknown, [key, ...rest]: Path, impossible: unknown): unknown {
  if (key === undefined) return impossible;
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === key ? put(item, rest, impossible) : item));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, name === key ? put(item, rest, impossible) : item]),
  );
}

const documents = parseAllDocuments(HEAD).map((document) => document.toJS() as unknown);
const places = documents.flatMap((document, index) => numbersIn(document).map((path) => ({ index, path })));

/** Nothing is weaker than what the plain head gets; a failed gate stays failed, an unknown one does not pass. */
function expectNoWeaker(head: string): void {
  verdicts(head).forEach((verdict, index) => {
    if (PLAIN[index] === 'fail') expect(verdict).toBe('fail');
    else if (PLAIN[index] === 'unknown') expect(verdict).not.toBe('pass');
  });
}

test('the plain head fails the gates on capacity', () => {
  expect(PLAIN.slice(0, 4)).toEqual(['fail', 'fail', 'fail', 'fail']);
});

test('no impossible value anywhere in a head lowers a gate', () => {
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.constantFrom(...IMPOSSIBLE), ({ index, path }, impossible) => {
      const mutated = documents.map((document, at) => (at === index ? put(document, path, impossible) : document));
      expectNoWeaker(mutated.map((document) => stringify(document)).join('---\n'));
    }),
    { numRuns: 150 },
  );
}, 120_000);

test('no decoy beside the head lowers a gate', () => {
  fc.assert(
    fc.property(
      fc.record({
        replicas: fc.constantFrom<unknown>(1, 1000, ...IMPOSSIBLE),
        cpu: fc.constantFrom<unknown>('1', '100', ...IMPOSSIBLE),
        memory: fc.constantFrom<unknown>('1Gi', ...IMPOSSIBLE),
        max: fc.constantFrom<unknown>(5, ...IMPOSSIBLE),
      }),
      ({ replicas, cpu, memory, max }) => {
        const resources = { requests: { cpu, memory } };
        const spec = { replicas, template: { spec: { containers: [{ name: 'decoy', image: 'decoy:1', resources }] } } };
        const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'decoy' };
        const annotations = { 'ml-scaling-lab/lint-ignore': 'api-rejects: wanted; min-above-max: wanted' };
        const metadata = { name: 'decoy', annotations };
        const decoys = [
          { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec },
          {
            apiVersion: 'autoscaling/v2',
            kind: 'HorizontalPodAutoscaler',
            metadata,
            spec: { scaleTargetRef, minReplicas: 2, maxReplicas: max },
          },
        ];
        expectNoWeaker([HEAD, ...decoys.map((decoy) => stringify(decoy))].join('\n---\n'));
      },
    ),
    { numRuns: 100 },
  );
}, 120_000);

test.each([
  [
    'maxReplicas: 50',
    'maxReplicas: -5',
    'HPA shop-storefront: spec.maxReplicas is -5; must be a whole number from 0 to 2147483647',
  ],
  ['maxReplicas: 50', 'maxReplicas: .inf', 'HPA shop-storefront: spec.maxReplicas is Infinity; must be a whole number'],
  ['maxReplicas: 50', 'maxReplicas: 1e308', 'HPA shop-storefront: spec.maxReplicas is 1e+308; must be a whole number'],
  ['minReplicas: 2', 'minReplicas: 500', 'HPA shop-storefront: spec.maxReplicas'],
  ['cpu: 250m', 'cpu: "-130"', 'requests.cpu is "-130"; must be an amount such as 500m, 2 or 1Gi, and not negative'],
  ['cpu: 250m', 'cpu: 1e400', 'requests.cpu is Infinity; must be an amount'],
])('%s written as %s is refused, and every gate says so, suppressed or not', (from, to, said) => {
  const head = HEAD.replace(from, to).replace(
    'kind: Deployment\nmetadata:',
    'kind: Deployment\nmetadata:\n  annotations: {ml-scaling-lab/lint-ignore: "api-rejects: we know"}',
  );
  const report = diffManifests({ name: 'base', manifests: manifestsOf(BASE) }, { name: 'head', manifests: manifestsOf(head) });
  for (const { verdict, message } of judge(report, [...GATES, parseGate('p95>+20%')], 'allow').gates) {
    expect(verdict).toBe('fail');
    expect(message).toContain(said);
  }
});

test('what was refused before, and still is in the same words, stops nobody', () => {
  const broken = exampleText('web-app').replace('maxReplicas: 5', 'maxReplicas: -5');
  const report = diffManifests(
    { name: 'base', manifests: manifestsOf(broken) },
    { name: 'head', manifests: manifestsOf(`${broken}\n# text`) },
  );
  expect(report.refused).toEqual([]);
  expect(judge(report, [parseGate('pods>+10%')]).gates[0]!.verdict).toBe('pass');
});
