import { UserError } from '../../contract';
import { readManifests } from '../manifests';
import { measuredProfile } from '../diff/simulated';
import { meanServiceMs, parseScenario, parseSimulation, THIS_THREAD } from '../simulate';
import { EXAMPLE, ExamplePrometheus } from './testing/prometheus';
import { parseProfileFile } from '../diff/simulated/profile-file';
import { makeProfile, type ProfileReport, type ProfileRequest } from './profile';
import type { Series } from './prometheus';

const MANIFESTS = `
apiVersion: apps/v1
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
          resources: { requests: { cpu: "1" }, limits: { cpu: "1" } }
          readinessProbe: { httpGet: { path: /readyz, port: 80 }, periodSeconds: 1 }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: api }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: api }
  minReplicas: 1
  maxReplicas: 4
  metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 50 } } }]
`;

const REQUEST: ProfileRequest = {
  prometheus: 'http://127.0.0.1:9090',
  preset: 'lab',
  subject: { name: 'api', namespace: 'default', select: undefined },
  own: {},
  fromSeconds: 1_000_000,
  toSeconds: 1_000_000 + 12 * 30,
  stepSeconds: 30,
  timeoutMs: 5_000,
  manifests: undefined,
  seeds: 2,
  threads: THIS_THREAD,
};
const UNDER_MANIFESTS: Partial<ProfileRequest> = {
  manifests: { read: readManifests([{ file: 'api.yaml', text: MANIFESTS }]), where: 'api.yaml', name: 'api' },
};

function profile(different: Partial<ProfileRequest> = {}, api = new ExamplePrometheus()): Promise<ProfileReport> {
  return makeProfile(api, { ...REQUEST, ...different });
}

test('a range becomes the load that was offered, and what one request took', async () => {
  const { scenario, profile: made } = await profile();
  expect(scenario).toMatchObject({
    timeoutMs: 5_000,
    phases: [
      { seconds: 120, rps: 20 },
      { seconds: 180, rps: 60 },
      { seconds: 60, rps: 20 },
    ],
  });
  expect(meanServiceMs(made.serviceTime)).toBeCloseTo(15, 1);
  expect(made.cpuMsPerRequest).toBeCloseTo(12, 3);
  expect(made.source).toMatchObject({ requests: 15_000 - 600, scrapeSeconds: 5, stepSeconds: 30 });
});

test('rates are taken over a step and a scrape, so that no increase is lost between two of them', async () => {
  const api = new ExamplePrometheus();
  await profile({}, api);
  expect(api.asked.filter((query) => query.includes('rate(')).every((query) => query.includes('[35s]'))).toBe(true);
});

test('a replay under the current autoscaler says how far predictions are off', async () => {
  const report = await profile(UNDER_MANIFESTS);
  const { residual } = report.profile;
  expect(residual).toMatchObject({ scaler: 'HPA api', seeds: 2, measured: { mostReplicas: 2 } });
  expect(residual?.replayed.mostReplicas).toBe(2);
  expect(residual?.replicasMae).toBeLessThan(0.5);
  expect(residual?.replayed.cores).toBeCloseTo(0.48, 1);
});

test('lab diff and lab simulate read what is written', async () => {
  const { scenario, profile: made, simulation } = await profile(UNDER_MANIFESTS);
  const again: unknown = JSON.parse(JSON.stringify(made));
  expect(parseProfileFile('profile.json', again)).toEqual(made);
  const forDiff = measuredProfile('profile.json', again);
  expect(forDiff).toMatchObject({ from: 'measured', serviceTime: made.serviceTime, cpuMsPerRequest: made.cpuMsPerRequest });
  expect(forDiff.words.join('\n')).toMatch(/Expected error: a replay of that range under HPA api was off by .* replicas/);
  const parsed = parseScenario('scenario.yaml', JSON.parse(JSON.stringify(scenario)));
  const { config } = parseSimulation('simulation.yaml', JSON.parse(JSON.stringify(simulation)), parsed);
  expect(config.autoscaler).toMatchObject({ kind: 'hpa', spec: { maxReplicas: 4 } });
  expect(config.workload.serviceTime).toEqual({ ...made.serviceTime });
});

test('without a histogram of the work, waiting is taken out of latency by simulation', async () => {
  const latency = 'sum by (le) (rate(my_seconds_bucket[$window]))';
  const { profile: made } = await profile({ ...UNDER_MANIFESTS, own: { latency } });
  expect(made.cautions.join()).toMatch(/latency at low load times 0\.\d\d/);
  // 20 requests per second of 15 ms wait about 15 % of the time for one worker.
  expect(meanServiceMs(made.serviceTime)).toBeGreaterThan(10);
  expect(meanServiceMs(made.serviceTime)).toBeLessThan(14.9);
});

test('manifests that cannot be the ones that ran are noticed by the CPU that pods used', async () => {
  const busy = new ExamplePrometheus({ ...EXAMPLE, cpuMsPerRequest: 40 });
  expect((await profile(UNDER_MANIFESTS, busy)).profile.cautions.at(-1)).toBe(
    'pods used up to 2400m of CPU, and in the manifests their limit is 1000m: these manifests are not what ran',
  );
  expect((await profile(UNDER_MANIFESTS)).profile.cautions).toEqual([]);
});

test('without CPU and replicas there is a profile all the same, which says so', async () => {
  const { profile: made } = await profile({ own: { cpu: 'nobody', replicas: 'nobody' } });
  expect(made.cpuMsPerRequest).toBeNull();
  expect(made.cautions.join()).toContain('CPU was not measured');
  expect(made.cautions.join()).toContain('replicas (--replicas-query): no data');
});

test('restarts that reset counters are reported', async () => {
  const { profile: made } = await profile({}, new ExamplePrometheus({ ...EXAMPLE, resets: 2 }));
  expect(made.cautions[0]).toContain('counters were reset 2 times');
});

async function refusal(different: Partial<ProfileRequest>, api?: ExamplePrometheus): Promise<string> {
  const error: unknown = await profile(different, api).catch((caught: unknown) => caught);
  if (!(error instanceof UserError)) throw new Error(`no user error: ${String(error)}`);
  return error.message;
}

test('a name that matches nothing shows what the metric has instead', async () => {
  const message = await refusal({ subject: { ...REQUEST.subject, name: 'other' } });
  expect(message).toContain('requests per second (--rps-query)');
  expect(message).toContain('lab_request_seconds_count is there, but with other labels: {job="api", route="/v1/predict"}');
});

test('a metric that nobody exports is reported as unknown', async () => {
  expect(await refusal({ preset: 'istio', own: { rps: 'sum(rate(nobody{app="x"}[$window]))' } })).toContain(
    'Nobody exports nobody there',
  );
});

test('a range without requests is refused', async () => {
  const silent = new ExamplePrometheus({ ...EXAMPLE, rps: EXAMPLE.rps.map(() => 0) });
  expect(await refusal({}, silent)).toContain('is 0 at all 12 steps from 1970-01-12T13:46:40Z');
});

test('a step shorter than a scrape is refused, and so is one too fine for Prometheus', async () => {
  expect(await refusal({ stepSeconds: 2 })).toContain('is shorter than the 5 s between two scrapes');
  expect(await refusal({ stepSeconds: 5, fromSeconds: 0 })).toContain('Prometheus gives at most 11000');
  expect(await refusal({ stepSeconds: 300 })).toContain('at least 4 are needed');
});

test('an unknown preset names the nearest', async () => {
  expect(await refusal({ preset: 'isto' })).toContain('Did you mean istio?');
});

/** The example, with the answer to some queries replaced. */
class Replaced extends ExamplePrometheus {
  public constructor(
    private readonly pattern: RegExp,
    private readonly change: (series: readonly Series[]) => readonly Series[],
  ) {
    super();
  }

  public override async range(...parameters: Parameters<ExamplePrometheus['range']>): Promise<readonly Series[]> {
    const series = await super.range(...parameters);
    return this.pattern.test(parameters[0]) ? this.change(series) : series;
  }
}

const REQUESTS = /request_seconds_count\{job="api",route="\/v1\/predict"\}/;

test('a short gap is filled and reported, a long one is refused with the range beside it', async () => {
  const without = (from: number, to: number): Replaced =>
    new Replaced(REQUESTS, (series) =>
      series.map((one) => ({ ...one, points: one.points.filter((_, at) => at < from || at >= to) })),
    );
  const { profile: made } = await profile({}, without(2, 3));
  expect(made.cautions[0]).toBe('requests per second (--rps-query): 1 of 12 steps were missing and are filled in');
  const message = await refusal({}, without(1, 7));
  expect(message).toContain('has no value for 6 of 12 steps, most of them from 1970-01-12T13:47:10Z to 1970-01-12T13:50:10Z');
  expect(message).toContain('--from 1970-01-12T13:50:10Z --to 1970-01-12T13:52:40Z');
});

test('a counter without rate is refused, and so is a rate that a reset made negative', async () => {
  const values = (of: (step: number) => number): Replaced =>
    new Replaced(/requests_total/, () => [
      { labels: {}, points: EXAMPLE.rps.map((_, step) => [REQUEST.fromSeconds + 30 * (step + 1), of(step)] as const) },
    ]);
  const raw = { own: { rps: 'sum(requests_total)' } };
  expect(
    await refusal(
      raw,
      values((step) => 1000 + 500 * (step % 9)),
    ),
  ).toContain('with 1 resets: that is a counter, not a rate');
  expect(
    await refusal(
      { own: { rps: 'deriv(requests_total[1m])' } },
      values((step) => (step === 5 ? -40 : 20)),
    ),
  ).toContain('is negative (-40 at step 6)');
});

test('several series where one is needed, and buckets without le, are refused', async () => {
  const twice = new Replaced(REQUESTS, (series) => [...series, ...series]);
  expect(await refusal({}, twice)).toContain('gives 2 series, where one is needed');
  const noLe = new Replaced(/request_seconds_bucket/, (series) => series.map((one) => ({ ...one, labels: {} })));
  expect(await refusal({}, noLe)).toContain('must give one series per bucket, with the label le');
  const noInf = new Replaced(/request_seconds_bucket/, (series) => series.slice(0, -1));
  expect(await refusal({}, noInf)).toContain('has no bucket le="+Inf"');
});
