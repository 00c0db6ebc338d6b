import { readTrees, type ManifestText } from '../manifests';
import { diffManifests } from './diff';
import { judge, parseGate } from './gates';
import type { GateResult } from './schema';

/** A web server with an HPA. */
interface Web {
  readonly max: number;
  readonly cpu?: string;
}

type Tree = Readonly<Record<string, Web | 'unbounded'>>;

const UNBOUNDED = `apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: front}
spec: {template: {spec: {containers: [{image: front, resources: {requests: {cpu: 100m, memory: 64Mi}}}]}}}
`;

function webText({ max, cpu = '100m' }: Web): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web, resources: {requests: {cpu: ${cpu}, memory: 64Mi}}}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 1, maxReplicas: ${max}}
`;
}

const textsOf = (tree: Tree): ManifestText[] =>
  Object.entries(tree).map(([folder, web]) => ({
    file: `${folder}/web.yaml`,
    text: web === 'unbounded' ? UNBOUNDED : webText(web),
  }));

function gate(expression: string, before: Tree, after: Tree): Omit<GateResult, 'expression' | 'pass'> {
  const { base, head, unchanged } = readTrees(textsOf(before), textsOf(after));
  const report = diffManifests({ name: 'main', manifests: base }, { name: 'HEAD', manifests: head }, { unchanged });
  const { verdict, message } = judge(report, [parseGate(expression)]).gates[0]!;
  return { verdict, message };
}

test('a large deployment that stays as it is does not make the growth of another small', () => {
  const grown = [
    { dev: { max: 100 }, prod: { max: 5 } },
    { dev: { max: 100 }, prod: { max: 50 } },
  ] as const;
  expect(gate('pods>+100%', ...grown)).toEqual({
    verdict: 'fail',
    message: 'prod: pods at the maximum 5 → 50 (+900.0 %)',
  });
  for (const expression of ['cost>+50%', 'cpu>+800%', 'memory>+899%']) expect(gate(expression, ...grown).verdict).toBe('fail');
  expect(gate('pods>+900%', ...grown)).toEqual({ verdict: 'pass', message: 'pods at the maximum 105 → 150 (+42.9 %)' });
});

test('a deployment that shrinks does not pay for one that grows', () => {
  const { verdict, message } = gate(
    'pods>+100%',
    { dev: { max: 100 }, prod: { max: 5 } },
    { dev: { max: 50 }, prod: { max: 50 } },
  );
  expect(verdict).toBe('fail');
  expect(message).toBe('prod: pods at the maximum 5 → 50 (+900.0 %)');
});

test('larger pods count as more of them do', () => {
  const before = { dev: { max: 100 }, prod: { max: 5 } };
  expect(gate('cpu>+100%', before, { ...before, prod: { max: 5, cpu: '500m' } }).message).toMatch(/^prod: CPU .*\+400\.0 %/);
});

test('a new deployment has nothing to grow from: it counts in the total', () => {
  const before = { dev: { max: 100 }, staging: { max: 10 } };
  expect(gate('pods>+10%', before, { ...before, prod: { max: 10 } })).toMatchObject({ verdict: 'pass' });
  expect(gate('pods>+5%', before, { ...before, prod: { max: 10 } })).toMatchObject({ verdict: 'fail' });
});

test('a deployment that grows under a new name is seen beside the one that goes', () => {
  const before = { dev: { max: 100 }, staging: { max: 100 }, prod: { max: 5 } };
  const { verdict } = gate('pods>+100%', before, { dev: { max: 100 }, staging: { max: 100 }, production: { max: 50 } });
  expect(verdict).toBe('fail');
});

test('beside pods without a bound, others are judged all the same', () => {
  const before = { front: 'unbounded', web: { max: 5 } } as const;
  expect(gate('pods>+100%', before, { ...before, web: { max: 10 } })).toEqual({
    verdict: 'pass',
    message: 'pods at the maximum is not bounded on either side',
  });
  expect(gate('pods>+100%', before, { ...before, web: { max: 500 } })).toEqual({
    verdict: 'fail',
    message: 'what changes and is bounded: pods at the maximum 5 → 500 (+9900.0 %)',
  });
});

describe('in one stream', () => {
  const inNamespace = (namespace: string, max: number): string =>
    webText({ max }).replaceAll('metadata: {name: web}', `metadata: {name: web, namespace: ${namespace}}`);
  const stream = (texts: readonly string[]): ManifestText[] => [
    { file: 'HEAD (rendered)', path: 'rendered', text: texts.join('---\n') },
  ];

  function judged(
    expression: string,
    before: readonly string[],
    after: readonly string[],
  ): Omit<GateResult, 'expression' | 'pass'> {
    const { base, head, unchanged } = readTrees(stream(before), stream(after));
    const report = diffManifests({ name: 'main', manifests: base }, { name: 'HEAD', manifests: head }, { unchanged });
    const { verdict, message } = judge(report, [parseGate(expression)]).gates[0]!;
    return { verdict, message };
  }

  test('each namespace is judged by itself', () => {
    const [before, after] = [
      [inNamespace('dev', 100), inNamespace('prod', 5)],
      [inNamespace('dev', 100), inNamespace('prod', 50)],
    ];
    expect(judged('pods>+100%', before, after)).toEqual({
      verdict: 'fail',
      message: 'namespace prod: pods at the maximum 5 → 50 (+900.0 %)',
    });
    expect(judged('pods>+900%', before, after).verdict).toBe('pass');
  });

  test('something new beside something without a bound is judged beside all that is bounded', () => {
    const calm = webText({ max: 10 }).replaceAll('web', 'calm');
    const before = [UNBOUNDED, calm];
    expect(judged('pods>+100%', before, [...before, webText({ max: 500 })])).toEqual({
      verdict: 'fail',
      message: 'all that is bounded: pods at the maximum 10 → 510 (+5000.0 %)',
    });
    expect(judged('pods>+100%', before, [...before, webText({ max: 5 })]).verdict).toBe('pass');
  });
});
