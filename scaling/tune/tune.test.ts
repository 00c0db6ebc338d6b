import { parse } from 'yaml';
import { scenarioSchema, sloSchema } from '../../contract';
import { givenProfile } from '../diff/simulated';
import { readManifests } from '../manifests';
import { renderTuneMarkdown, renderTuneTerminal } from './render';
import { lowerMaxLine } from './rows';
import type { TuneReport } from './report';
import { THIS_THREAD } from '../simulate';
import { tune, type TuneRequest } from './tune';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: api
          resources: { requests: { cpu: "1", memory: 1Gi }, limits: { cpu: "1" } }
          readinessProbe: { httpGet: { path: /readyz, port: 80 }, periodSeconds: 1 }
`;
const HPA = `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: api }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: api }
  minReplicas: 6
  maxReplicas: 12 # budget
  metrics:
    - type: Resource
      resource: { name: cpu, target: { type: Utilization, averageUtilization: 40 } }
`;
const KNATIVE = `apiVersion: serving.knative.dev/v1
kind: Service
metadata: { name: api }
spec:
  template:
    metadata:
      annotations:
        autoscaling.knative.dev/min-scale: "8"
    spec:
      containerConcurrency: 4
      containers:
        - image: api
          resources: { requests: { cpu: "1" } }
`;
const KEDA = `apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: { name: api }
spec:
  scaleTargetRef: { name: api }
  minReplicaCount: 5
  maxReplicaCount: 10
  triggers:
    - type: redis
      metadata: { address: "redis:6379", listName: "bull:jobs:wait", listLength: "20" }
`;

function request(files: readonly string[], different: Partial<TuneRequest> = {}): TuneRequest {
  const texts = files.map((text, index) => ({ file: `${index}.yaml`, text }));
  return {
    manifests: readManifests(texts),
    texts,
    where: 'rendered',
    name: undefined,
    scenario: scenarioSchema.parse({
      phases: [
        { seconds: 40, rps: 10 },
        { seconds: 80, rps: 40 },
      ],
    }),
    profile: givenProfile(20),
    slo: sloSchema.parse({ p95Ms: 400 }),
    seed: 1,
    seeds: 3,
    validationSeeds: 5,
    evaluations: 45,
    threads: THIS_THREAD,
    onProgress: () => undefined,
    ...different,
  };
}

function settings({ knobs }: TuneReport, point: TuneReport['chosen']): Record<string, string> {
  return Object.fromEntries(knobs.map((name, index) => [name, point?.settings[index] ?? '']));
}

describe('an HPA with more pods than its load needs', () => {
  let report: TuneReport;
  beforeAll(async () => {
    report = await tune(request([DEPLOYMENT, HPA]));
  });

  test('is made cheaper, holding the SLO in every run of the search and of the validation', () => {
    expect(report.outcome).toBe('found');
    expect(report.chosen!.costUsd).toBeLessThan(0.8 * report.current.costUsd);
    expect(report.chosen).toMatchObject({ met: 3, runs: 3, meetsSlo: true });
    expect(report.validation).toMatchObject({ seeds: 5, chosen: { met: 5, runs: 5 } });
    expect(report.points).toContainEqual(report.chosen);
    expect(Number(settings(report, report.chosen)['min'])).toBeLessThan(6);
  });

  test('is not beaten by any setting that was simulated and holds the SLO, but those that the validation rejected', () => {
    const cheaper = report.points.filter(({ meetsSlo, costUsd }) => meetsSlo && costUsd < report.chosen!.costUsd);
    expect(cheaper).toHaveLength(report.validation.rejected);
  });

  test('comes with a patch of its file that says what was chosen, and a manifest to apply', () => {
    const { patch } = report;
    expect(patch!.file).toBe('1.yaml');
    expect(patch!.diff).toContain('--- a/1.yaml');
    const applied = parse(patch!.manifest) as {
      kind: string;
      spec: { minReplicas: number; metrics: { resource: { target: object } }[] };
    };
    expect(applied.kind).toBe('HorizontalPodAutoscaler');
    const chosen = settings(report, report.chosen);
    expect(String(applied.spec.minReplicas)).toBe(chosen['min']);
    expect(applied.spec.metrics[0]!.resource.target).toMatchObject({
      averageUtilization: Number.parseInt(chosen['cpu target']!, 10),
    });
  });

  test('the same request gives the same report, another seed may not', async () => {
    expect(await tune(request([DEPLOYMENT, HPA]))).toEqual(report);
    const other = await tune(request([DEPLOYMENT, HPA], { seed: 77 }));
    expect(other.current.p95Ms).not.toBe(report.current.p95Ms);
  });

  test('says in both formats what to set, what it saves and on how many other runs it was tried', () => {
    for (const text of [renderTuneTerminal(report), renderTuneMarkdown(report)]) {
      expect(text).toMatch(/HPA api for Deployment api can be \d+ % cheaper than now and still hold p95 within 400 ms/);
      expect(text).toMatch(/Set: .*min 6 -> \d/);
      expect(text).toContain('Validated on 5 other seeds: the chosen one met the SLO in 5 of 5');
      expect(text).toMatch(/now, beaten|now/);
      expect(text).toContain('-  minReplicas: 6');
    }
  });
});

test('an SLO that nothing holds is said to be held by nothing, with the nearest setting and no patch', async () => {
  const report = await tune(request([DEPLOYMENT, HPA], { slo: sloSchema.parse({ p95Ms: 5 }), evaluations: 25 }));
  expect(report).toMatchObject({ outcome: 'none', chosen: null, patch: null });
  expect(report.nearest!.met).toBe(0);
  const text = renderTuneTerminal(report);
  expect(text).toMatch(/^No setting of HPA api for Deployment api holds p95 within 5 ms/);
  expect(text).toContain('Nearest: ');
  expect(report.floor).toMatchObject({ meetsSlo: false });
  expect(text).toMatch(/With \d+ pods all the time p95 is [\d.]+ ms and 0 % fail: more pods do not help/);
});

test('where pods are too few or too late, it says that more would help', async () => {
  const capped = HPA.replace('minReplicas: 6', 'minReplicas: 1').replace('maxReplicas: 12 # budget', 'maxReplicas: 1');
  const report = await tune(request([DEPLOYMENT, capped], { evaluations: 1 }));
  expect(report).toMatchObject({ outcome: 'none', floor: { meetsSlo: true } });
  expect(renderTuneTerminal(report)).toContain('pods come too late or are too few');
});

test('a setting that can stay as it is without costing anything stays', async () => {
  const report = await tune(request([KNATIVE]));
  const changed = report.knobs.filter((_, index) => report.chosen!.settings[index] !== report.current.settings[index]);
  for (const name of changed) {
    const settings = report.chosen!.settings.map((text, index) =>
      report.knobs[index] === name ? report.current.settings[index]! : text,
    );
    const reverted = report.points.find((point) => point.settings.join() === settings.join());
    expect(
      reverted === undefined || !reverted.meetsSlo || reverted.costUsd > report.chosen!.costUsd || report.validation.rejected > 0,
    ).toBe(true);
  }
});

test('a maximum that is lowered is pointed out, because the scenario may not be the worst that can come', () => {
  const point = (max: string): TuneReport['current'] => ({ settings: ['4', max] }) as unknown as TuneReport['current'];
  const line = (now: string, then: string): string =>
    lowerMaxLine({ knobs: ['min', 'max'], current: point(now), chosen: point(then) } as unknown as TuneReport);
  expect(line('4', '2')).toContain('The maximum is lower than now');
  expect(line('no bound', '9')).toContain('The maximum is lower than now');
  expect([line('4', '4'), line('4', '9'), line('4', 'no bound')]).toEqual(['', '', '']);
});

test('a Knative Service is tuned by its annotations', async () => {
  const report = await tune(request([KNATIVE]));
  expect(report.knobs).toEqual(['target in flight', 'min', 'max', 'window']);
  expect(report.outcome).toBe('found');
  expect(Number(settings(report, report.chosen)['min'])).toBeLessThan(8);
  expect(report.patch!.diff).toMatch(/-\s+autoscaling.knative.dev\/min-scale: "8"/);
});

test('a ScaledObject on a queue is tuned by its trigger and its bounds', async () => {
  const slow = scenarioSchema.parse({ phases: [{ seconds: 120, rps: 20 }], timeoutMs: 60_000 });
  const report = await tune(request([DEPLOYMENT, KEDA], { scenario: slow, slo: sloSchema.parse({ p95Ms: 5000 }) }));
  expect(report.knobs).toEqual(expect.arrayContaining(['listLength', 'min', 'max', 'poll']));
  expect(report.outcome).toBe('found');
  expect(parse(report.patch!.manifest)).toMatchObject({ kind: 'ScaledObject', metadata: { name: 'api' } });
});

test('pods that nothing scales, and a name that is not there, are refused', async () => {
  await expect(tune(request([DEPLOYMENT]))).rejects.toThrow(/Deployment api[\s\S]*there is nothing to tune/);
  await expect(tune(request([DEPLOYMENT, HPA], { name: 'apy' }))).rejects.toThrow(/Did you mean api\?/);
});
