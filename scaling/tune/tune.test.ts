import { parse } from 'yaml';
import { scenarioSchema, sloSchema } from '../../contract';
import { DEPLOYMENT, HPA, KEDA, KNATIVE, request } from './testing/request';
import type { TuneReport } from './report';
import { tune } from './tune';

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
});

test('an SLO that nothing holds is answered with the nearest setting and no patch', async () => {
  const report = await tune(request([DEPLOYMENT, HPA], { slo: sloSchema.parse({ p95Ms: 5 }), evaluations: 25 }));
  expect(report).toMatchObject({ outcome: 'none', chosen: null, patch: null });
  expect(report.nearest!.met).toBe(0);
  expect(report.floor).toMatchObject({ meetsSlo: false });
});

test('where pods are too few or too late, more pods would hold the SLO', async () => {
  const capped = HPA.replace('minReplicas: 6', 'minReplicas: 1').replace('maxReplicas: 12 # budget', 'maxReplicas: 1');
  const report = await tune(request([DEPLOYMENT, capped], { evaluations: 1 }));
  expect(report).toMatchObject({ outcome: 'none', floor: { meetsSlo: true } });
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
