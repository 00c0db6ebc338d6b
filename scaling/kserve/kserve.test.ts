import { parse } from 'yaml';
import {
  admit,
  DEFAULT_KSERVE_SETTINGS,
  reconcile,
  reconcileKnative,
  statusOf,
  stored,
  type Admission,
  type Child,
  type InferenceService,
  type KserveSettings,
  type Reconciled,
} from '.';

interface Parts {
  readonly name?: string;
  readonly metadata?: string;
  readonly predictor?: string;
  readonly others?: string;
}

/** YAML flow style after `predictor:`; one container on port 8080 with its resources unless given. */
function written({ name = 'm', metadata = '', predictor = 'containers: [{image: i}]', others = '' }: Parts): unknown {
  return parse(`apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: ${name}, namespace: ns, ${metadata}}
spec: {predictor: {${predictor}}, ${others}}`);
}

function admission(parts: Parts, previous?: InferenceService): Admission {
  return admit(written(parts), previous, DEFAULT_KSERVE_SETTINGS);
}

function admitted(parts: Parts): InferenceService {
  const result = admission(parts);
  if (!result.accepted) throw new Error(JSON.stringify(result.rejection));
  return result.object;
}

function refusal(parts: Parts, previous?: InferenceService): string {
  const result = admission(parts, previous);
  if (result.accepted) return 'accepted';
  const { by, problems } = result.rejection;
  return `${by}: ${problems.map(({ path, message }) => (by === 'validator' ? message : path)).join(', ')}`;
}

function made(parts: Parts, existing: readonly Child[] = [], settings: Partial<KserveSettings> = {}): Reconciled {
  return reconcile(admitted(parts), existing, { ...DEFAULT_KSERVE_SETTINGS, ...settings });
}

function child(children: readonly Child[], kind: Child['kind'], name?: string): Child {
  const found = children.find((one) => one.kind === kind && (name === undefined || one.metadata.name === name));
  if (found === undefined) throw new Error(`no ${kind} ${name ?? ''} in ${titles(children).join(', ')}`);
  return found;
}

function titles(children: readonly Child[]): string[] {
  return children.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

const CLASS = (value: string): string => `annotations: {serving.kserve.io/autoscalerClass: ${value}}`;

describe('names and Services', () => {
  test('a named predictor is called <service>-<name>-predictor, and selected by that', () => {
    const { children } = made({ predictor: 'name: v2, containers: [{image: i}]' });
    expect(titles(children)).toEqual(
      ['Service', 'Deployment', 'HorizontalPodAutoscaler'].map((kind) => `${kind}/m-v2-predictor`),
    );
    expect(child(children, 'Service').spec['selector']).toEqual({ app: 'isvc.m-v2-predictor' });
  });

  test('the first port is served on 80, the others on their own; h2c and grpc in a name say that it is HTTP/2', () => {
    const ports = '[{containerPort: 9000, name: h2c}, {containerPort: 8080, name: http}, {containerPort: 8081, name: my-grpc}]';
    const { children } = made({ predictor: `containers: [{image: i, ports: ${ports}}]` });
    expect(child(children, 'Service').spec['ports']).toEqual([
      { name: 'h2c', port: 80, targetPort: 9000, protocol: 'TCP', appProtocol: 'kubernetes.io/h2c' },
      { name: 'http', port: 8080, targetPort: 8080, protocol: 'TCP' },
      { name: 'my-grpc', port: 8081, targetPort: 8081, protocol: 'TCP', appProtocol: 'kubernetes.io/h2c' },
    ]);
  });

  test('several ports without names: the Service is refused, and nothing is made', () => {
    const { children, failure } = made({
      predictor: 'containers: [{image: i, ports: [{containerPort: 8080}, {containerPort: 9000}]}]',
    });
    expect(children).toEqual([]);
    expect(failure?.refused).toMatchObject({ kind: 'Service', name: 'm-predictor' });
    expect(failure?.refused?.problems.map(({ path }) => path)).toEqual(['spec.ports[0].name', 'spec.ports[1].name']);
  });

  test('a host of more than 63 characters: nothing is made, though admission took it', () => {
    const { children, failure } = made({ name: `a${'b'.repeat(50)}` });
    expect(children).toEqual([]);
    expect(failure?.message).toMatch(/^fails to create NewRawKubeReconciler for predictor: failed creating host name/);
  });

  test('a logger or a batcher puts the agent in front', () => {
    const { children } = made({ predictor: 'batcher: {maxBatchSize: 8}, containers: [{image: i}]' });
    expect(child(children, 'Service').spec['ports']).toMatchObject([{ port: 80, targetPort: 9081 }]);
    expect(child(children, 'Deployment').metadata.annotations).toMatchObject({
      'internal.serving.kserve.io/batcher': 'true',
      'internal.serving.kserve.io/batcher-max-batchsize': '8',
    });
  });
});

describe('containers', () => {
  const containersOf = (reconciled: Reconciled): Record<string, unknown>[] =>
    (
      child(reconciled.children.map(stored), 'Deployment').spec as {
        template: { spec: { containers: Record<string, unknown>[] } };
      }
    ).template.spec.containers;

  test('missing resources are filled in key by key, in the first container only', () => {
    const predictor = 'containers: [{name: kserve-container, image: i, resources: {limits: {cpu: 2}}}, {name: other, image: i}]';
    expect(containersOf(made({ predictor })).map(({ resources }) => resources)).toEqual([
      { limits: { cpu: 2, memory: '2Gi' }, requests: { cpu: '1', memory: '2Gi' } },
      {},
    ]);
  });

  test('kserve-container in second place is copied over the first: the Deployment is refused for two of one name', () => {
    const { failure } = made({ predictor: 'containers: [{name: proxy, image: p}, {name: kserve-container, image: i}]' });
    expect(failure?.refused?.problems.map(({ path }) => path)).toEqual(['spec.template.spec.containers[1].name']);
  });

  test('several containers and none called kserve-container: nothing is made, and no condition says why', () => {
    const { children, failure } = made({ predictor: 'containers: [{name: a, image: i}, {name: b, image: i}]' });
    expect([children, failure?.isInStatus]).toEqual([[], false]);
  });

  test('a sidecar without a name passes admission; the Deployment does not', () => {
    const { children, failure } = made({ predictor: 'containers: [{name: kserve-container, image: i}, {image: s}]' });
    expect(titles(children)).toEqual(['Service/m-predictor']);
    expect(failure?.refused?.problems.map(({ path }) => path)).toEqual(['spec.template.spec.containers[1].name']);
  });

  test('a transformer is told where the predictor is, unless it says so itself', () => {
    const others = "transformer: {containerConcurrency: 2, containers: [{image: t, args: ['--http_port=9']}]}";
    const { children } = made({ predictor: 'name: x, containers: [{image: i}]', others });
    const { template } = child(children, 'Deployment', 'm-transformer').spec as {
      template: { spec: { containers: [{ args: string[] }] } };
    };
    expect(template.spec.containers[0].args).toEqual([
      '--http_port=9',
      '--model_name',
      'm',
      '--predictor_host',
      'm-x-predictor.ns',
      '--workers',
      '2',
    ]);
  });

  test('a probe on a port that does not exist is refused with the Deployment', () => {
    const { failure } = made({ predictor: 'containers: [{image: i, readinessProbe: {httpGet: {path: /, port: 0}}}]' });
    expect(failure?.refused?.problems.map(({ path }) => path)).toEqual([
      'spec.template.spec.containers[0].readinessProbe.httpGet.port',
    ]);
  });
});

describe('autoscaling', () => {
  const hpa = (predictor: string, metadata = ''): Record<string, unknown> =>
    stored(child(made({ predictor: `${predictor}, containers: [{image: i}]`, metadata }).children, 'HorizontalPodAutoscaler'))
      .spec;
  const cpu = (averageUtilization: number): object => ({
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
  });
  const resourceMetric = (target: string, name = 'cpu'): string =>
    `autoScaling: {metrics: [{type: Resource, resource: {name: ${name}, target: ${target}}}]}`;

  test.each([
    ['minReplicas: 3', { minReplicas: 3, maxReplicas: 3, metrics: [cpu(80)] }],
    ['scaleTarget: 150', { metrics: [cpu(150)] }],
    ['scaleMetric: memory, scaleTarget: 60', { metrics: [{ resource: { name: 'memory', target: { averageUtilization: 60 } } }] }],
    ['scaleMetric: cpu, scaleMetricType: AverageValue', { metrics: [cpu(80)] }],
    [resourceMetric('{type: AverageValue, averageValue: 500m}'), { metrics: [cpu(80)] }],
    [resourceMetric('{type: Value, value: 5}'), { metrics: [cpu(80)] }],
    [resourceMetric('{type: Utilization, averageUtilization: 60}'), { metrics: [cpu(60)] }],
    ['scaleMetric: cpu, scaleTarget: 55, autoScaling: {}', { metrics: [cpu(80)] }],
  ])('class hpa, %s', (predictor, spec) => {
    expect(hpa(predictor)).toMatchObject(spec);
  });

  test.each([
    ['memory by Value', resourceMetric('{type: Value, value: 5}', 'memory'), 'spec.metrics[0].resource.target.type'],
    [
      'memory by Utilization without a number',
      resourceMetric('{type: Utilization}', 'memory'),
      'spec.metrics[0].resource.target.averageUtilization',
    ],
  ])('%s: the HPA is refused, the Deployment stays', (_, predictor, path) => {
    const { children, failure } = made({ predictor: `${predictor}, containers: [{image: i}]` });
    expect(titles(children)).toEqual(['Service/m-predictor', 'Deployment/m-predictor']);
    expect(failure?.refused?.kind).toBe('HorizontalPodAutoscaler');
    expect(failure?.refused?.problems.map((one) => one.path)).toContain(path);
  });

  test('class none fixes the pods, zero too; nothing else sets them', () => {
    const replicas = (metadata: string, predictor: string): unknown =>
      child(made({ metadata, predictor: `${predictor}, containers: [{image: i}]` }).children, 'Deployment').spec['replicas'];
    expect(replicas(CLASS('none'), 'minReplicas: 0')).toBe(0);
    expect(replicas(CLASS('external'), 'minReplicas: 3')).toBeUndefined();
    expect(replicas('', 'minReplicas: 3')).toBeUndefined();
  });

  test('class keda makes a ScaledObject where KEDA is', () => {
    const metric =
      '{type: External, external: {metric: {backend: prometheus, serverAddress: http://p, query: q}, target: {type: Value, value: 5}}}';
    const predictor = `minReplicas: 0, maxReplicas: 4, autoScaling: {metrics: [${metric}]}, containers: [{image: i}]`;
    const { children } = made({ metadata: CLASS('keda'), predictor }, [], { keda: 'installed' });
    expect(child(children, 'ScaledObject').spec).toMatchObject({
      scaleTargetRef: { name: 'm-predictor' },
      minReplicaCount: 0,
      maxReplicaCount: 4,
      triggers: [{ type: 'prometheus', metadata: { serverAddress: 'http://p', query: 'q', threshold: '5' } }],
    });
  });
});

describe('changes', () => {
  test('a Service keeps its labels while its ports stay the same; Deployment and HPA follow', () => {
    const before = made({ metadata: 'labels: {tier: silver}' }).children;
    const { children } = made({ metadata: 'labels: {tier: gold}' }, before);
    expect(children.map(({ kind, metadata }) => [kind, metadata.labels?.['tier']])).toEqual([
      ['Service', 'silver'],
      ['Deployment', 'gold'],
      ['HorizontalPodAutoscaler', 'gold'],
    ]);
  });

  test('from class hpa to keda the HPA stays; to none it goes', () => {
    const before = made({}).children;
    expect(titles(made({ metadata: CLASS('keda') }, before, { keda: 'installed' }).children)).toEqual([
      'Service/m-predictor',
      'Deployment/m-predictor',
      'HorizontalPodAutoscaler/m-predictor',
      'ScaledObject/m-predictor',
    ]);
    expect(titles(made({ metadata: CLASS('none') }, before).children)).toEqual(['Service/m-predictor', 'Deployment/m-predictor']);
  });

  test('stop, in any case of letters, deletes everything; taking it away brings it back', () => {
    const before = made({}).children;
    const stopped = made({ metadata: "annotations: {serving.kserve.io/stop: 'TRUE'}" }, before).children;
    expect(stopped).toEqual([]);
    expect(titles(made({}, stopped).children)).toHaveLength(3);
  });

  test('Knative scale annotations stay on the InferenceService', () => {
    const { children } = made({ metadata: "annotations: {autoscaling.knative.dev/min-scale: '2', team: x}" });
    expect(children[0]!.metadata.annotations).toEqual({ team: 'x', 'serving.kserve.io/deploymentMode': 'Standard' });
  });

  test('the name of the predictor and the mode cannot change', () => {
    const before = admitted({});
    expect(refusal({ predictor: 'name: x, containers: [{image: i}]' }, before)).toBe(
      'validator: predictor.name change requires a model change (e.g. storageUri)',
    );
    expect(refusal({ metadata: 'annotations: {serving.kserve.io/deploymentMode: Serverless}' }, before)).toBe(
      "validator: update rejected: deploymentMode cannot be changed from 'Standard' to 'Knative'",
    );
  });

  test('a canary takes pods from the stable predictor, and has a fixed number of its own', () => {
    const container = '{name: kserve-container, image: i, env: [{name: STORAGE_URI, value: s3://b/m}]}';
    const parts = {
      metadata: CLASS('none'),
      predictor: `minReplicas: 10, containers: [${container}]`,
      others: `canary: [{trafficPercent: 15, predictor: {name: next, containers: [${container}]}}]`,
    };
    const { children } = made(parts);
    expect(child(children, 'Deployment', 'm-predictor').spec['replicas']).toBe(8);
    expect(child(children, 'Deployment', 'm-next-predictor').spec['replicas']).toBe(2);
  });
});

describe('admission', () => {
  test.each([
    ['a field of another name', 'maxReplica: 3, containers: [{image: i}]', 'decoding: spec.predictor.maxReplica'],
    [
      'a field deep below',
      'containers: [{image: i, resources: {request: {}}}]',
      'decoding: spec.predictor.containers[0].resources.request',
    ],
    ['text for a number', "minReplicas: 'one', containers: [{image: i}]", 'defaulter: spec.predictor.minReplicas'],
    [
      'no quantity',
      'containers: [{image: i, resources: {limits: {cpu: lots}}}]',
      'defaulter: spec.predictor.containers[0].resources.limits.cpu',
    ],
    ['an unknown metric', 'scaleMetric: gpu, containers: [{image: i}]', 'schema: spec.predictor.scaleMetric'],
    [
      'a target without a type, which the webhook writes down as empty',
      'autoScaling: {metrics: [{type: Resource, resource: {name: cpu, target: {averageUtilization: 50}}}]}, containers: [{image: i}]',
      'schema: spec.predictor.autoScaling.metrics[0].resource.target.type',
    ],
    ['a variable twice', 'containers: [{image: i, env: [{name: A}, {name: A}]}]', 'schema: spec.predictor.containers[0].env[1]'],
    ['less than no replicas', 'minReplicas: -1, containers: [{image: i}]', "validator: 'MinReplicas' cannot be less than 0"],
    [
      'negative concurrency',
      'containerConcurrency: -1, containers: [{image: i}]',
      'validator: parallelism cannot be less than 0',
    ],
    [
      'a variable that is not allowed',
      'containers: [{image: i, env: [{name: PYTHONPATH, value: /x}]}]',
      'validator: the InferenceService "m" is invalid: setting PYTHONPATH in container "kserve-container" is not allowed for security reasons',
    ],
    ['a logger without a mode', 'logger: {url: http://l}, containers: [{image: i}]', 'validator: invalid logger type'],
  ])('%s', (_, predictor, expected) => expect(refusal({ predictor })).toBe(expected));

  test('a required field that is left out comes back empty from the webhook, and its reader refuses it', () => {
    const policies = 'autoScaling: {behavior: {scaleDown: {policies: [{type: Pods}]}}}';
    expect(refusal({ predictor: `${policies}, containers: [{image: i}]` })).toBe('accepted');
    const { failure } = made({ predictor: 'containers: [{image: i, env: [{value: x}]}]' });
    expect(failure?.refused?.problems.map(({ path }) => path)).toEqual(['spec.template.spec.containers[0].env[0].name']);
    expect(
      refusal({
        predictor: 'autoScaling: {metrics: [{resource: {name: cpu, target: {type: Utilization}}}]}, containers: [{image: i}]',
      }),
    ).toBe('schema: spec.predictor.autoScaling.metrics[0].type');
  });

  test('an annotation that is no text is refused while it is read', () => {
    expect(refusal({ metadata: 'annotations: {serving.kserve.io/stop: true}' })).toBe('decoding: metadata.annotations');
  });

  test('a component runs exactly one thing', () => {
    expect(refusal({ predictor: 'minReplicas: 1' })).toMatch(
      /^validator: exactly one of \[Name, SKLearn.*PodSpec\] must be specified in PredictorSpec$/,
    );
    expect(
      refusal({ predictor: 'containers: [{name: kserve-container, image: i}], model: {modelFormat: {name: onnx}}' }),
    ).toMatch(/^validator: exactly one/);
    expect(refusal({ others: 'transformer: {minReplicas: 1}' })).toMatch(/must be specified in TransformerSpec$/);
  });

  test.each(['Abc', '1a', 'a.b', 'a-'])('the name %s', (name) => expect(refusal({ name })).not.toBe('accepted'));

  test('the HPA is checked only under a class that is written down', () => {
    const predictor = 'scaleMetric: concurrency, containers: [{image: i}]';
    expect(refusal({ predictor })).toBe('accepted');
    expect(refusal({ predictor, metadata: CLASS('hpa') })).toBe('validator: [concurrency] is not a supported metric');
    expect(
      refusal({ predictor: 'scaleTarget: 150, scaleMetric: memory, containers: [{image: i}]', metadata: CLASS('hpa') }),
    ).toMatch(/\[1-100\]/);
  });

  test('old names of the modes are renamed, and Knative mode has checks of its own', () => {
    const mode = (value: string): string => `annotations: {serving.kserve.io/deploymentMode: ${value}}`;
    expect(admitted({ metadata: mode('RawDeployment') }).metadata.annotations).toEqual({
      'serving.kserve.io/deploymentMode': 'Standard',
    });
    expect(refusal({ metadata: mode('Serverless'), predictor: 'scaleMetric: cpu, containers: [{image: i}]' })).toBe(
      'validator: [cpu] is not a supported metric',
    );
  });
});

describe('status', () => {
  const state = (isAvailable: boolean) => () => ({ isAvailable, reason: isAvailable ? 'Up' : 'Down', message: '' });
  const ready = (service: InferenceService, reconciled: Reconciled, isAvailable: boolean): unknown =>
    Object.fromEntries(
      statusOf(service, reconciled.failure, state(isAvailable), DEFAULT_KSERVE_SETTINGS).conditions.map(({ type, status }) => [
        type,
        status,
      ]),
    );

  test('Ready is that of the predictor: a transformer that is down does not show', () => {
    const parts = { others: 'transformer: {containers: [{image: t}]}' };
    const status = statusOf(admitted(parts), undefined, (name) => state(name === 'm-predictor')(), DEFAULT_KSERVE_SETTINGS);
    expect(status.conditions.map(({ type, status: value }) => [type, value])).toEqual([
      ['IngressReady', 'True'],
      ['PredictorReady', 'True'],
      ['Ready', 'True'],
      ['Stopped', 'False'],
      ['TransformerReady', 'False'],
    ]);
    expect(status.address).toEqual({ url: 'http://m-transformer.ns.svc.cluster.local' });
    expect(status.url).toBe('http://m-ns.example.com');
  });

  test('an InferenceService that cannot be reconciled says so', () => {
    const parts = { predictor: 'containers: [{image: i, resources: {limits: {cpu: 200m}}}]' };
    expect(ready(admitted(parts), made(parts), false)).toEqual({
      IngressReady: 'Unknown',
      PredictorReady: 'False',
      Ready: 'False',
    });
  });
});

test('Knative mode: a Knative Service whose revision has the scale as annotations, and never less than one pod unless told', () => {
  const service = admitted({
    metadata: 'annotations: {serving.kserve.io/deploymentMode: Knative}',
    predictor:
      'maxReplicas: 4, scaleMetric: rps, scaleTarget: 50, containerConcurrency: 8, timeout: 20, containers: [{image: i}]',
  });
  const [made_] = reconcileKnative(service).children;
  expect(made_).toMatchObject({ apiVersion: 'serving.knative.dev/v1', metadata: { name: 'm-predictor', annotations: {} } });
  expect(made_?.spec).toMatchObject({
    template: {
      metadata: {
        annotations: {
          'autoscaling.knative.dev/class': 'kpa.autoscaling.knative.dev',
          'autoscaling.knative.dev/metric': 'rps',
          'autoscaling.knative.dev/target': '50',
          'autoscaling.knative.dev/min-scale': '1',
          'autoscaling.knative.dev/max-scale': '4',
        },
      },
      spec: { containerConcurrency: 8, timeoutSeconds: 20, responseStartTimeoutSeconds: 20 },
    },
    traffic: [{ latestRevision: true, percent: 100 }],
  });
});

describe('before anything is made', () => {
  const failureOf = (parts: Parts): readonly [string | undefined, boolean | undefined, number] => {
    const { failure, children } = made(parts);
    return [failure?.message, failure?.isInStatus, children.length];
  };
  const own = (annotation: string): string => `annotations: {${annotation}}, containers: [{image: i}]`;

  test.each([
    [
      'a class that only the component has, which the webhook does not see',
      { predictor: own('serving.kserve.io/autoscalerClass: kpa') },
      'fails to create NewRawKubeReconciler for predictor: unknown autoscaler class type: kpa',
      true,
    ],
    [
      'a mode that nobody knows',
      { metadata: 'annotations: {serving.kserve.io/deploymentMode: Raw}' },
      'fails to create NewRawKubeReconciler for predictor: unsupported deployment mode for workload: Raw',
      true,
    ],
    [
      'Knative mode without Knative',
      { metadata: 'annotations: {serving.kserve.io/deploymentMode: Knative}' },
      'the deployment mode is Knative, which is not available',
      false,
    ],
    [
      'a model format, which needs a runtime',
      { predictor: 'sklearn: {storageUri: s3://b/m}' },
      'no runtime found to support predictor with model type: sklearn',
      false,
    ],
  ])('%s', (_, parts, message, isInStatus) => {
    expect(failureOf(parts)).toEqual([message, isInStatus, 0]);
  });

  test('a class of the component alone is followed', () => {
    expect(titles(made({ predictor: own('serving.kserve.io/autoscalerClass: none') }).children)).toEqual([
      'Service/m-predictor',
      'Deployment/m-predictor',
    ]);
  });

  test('metrics of pods need OpenTelemetry, before there is a Deployment', () => {
    const metric =
      '{type: PodMetric, podmetric: {metric: {backend: opentelemetry, metricNames: [m], query: q}, target: {type: Value, value: 4}}}';
    const { children, failure } = made({ predictor: `autoScaling: {metrics: [${metric}]}, containers: [{image: i}]` });
    expect(titles(children)).toEqual(['Service/m-predictor']);
    expect(failure?.message).toContain('OpenTelemetryCollector');
  });
});
