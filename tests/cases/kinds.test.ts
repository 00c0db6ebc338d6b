import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diffManifests, judge, parseGate, type DiffReport } from '../../scaling/diff';
import { lint, type Finding } from '../../scaling/lint';
import { countedPods, knativeHpa, readManifests, type Manifests, type ReadOptions } from '../../scaling/manifests';
import { renderDiffTerminal } from '../../report/scaling/diff';
import { renderLintText } from '../../report/scaling/lint';

const PUBLIC = join(__dirname, 'public');
const REPOSITORIES = join(__dirname, 'repositories');

function text(...path: string[]): string {
  return readFileSync(join(...path), 'utf8');
}

function read(yaml: string, options: ReadOptions = {}): Manifests {
  return readManifests([{ file: 'input.yaml', text: yaml }], options);
}

/** `Deployment api 2..10`, in order. */
function podsIn(manifests: Manifests): string[] {
  return countedPods(manifests).map(({ title, minPods, maxPods }) => `${title} ${minPods}..${maxPods ?? 'any'}`);
}

function rulesIn(manifests: Manifests): string[] {
  return lint(manifests).findings.map(({ rule }) => rule);
}

function findings(manifests: Manifests, rule: string): Finding[] {
  return lint(manifests).findings.filter((one) => one.rule === rule);
}

function diff(base: string, head: string, options: ReadOptions = {}): DiffReport {
  return diffManifests({ name: 'base', manifests: read(base, options) }, { name: 'head', manifests: read(head, options) });
}

/** Verdicts of conditions on a diff, in order. */
function verdicts(report: DiffReport, ...expressions: string[]): string[] {
  return judge(report, expressions.map(parseGate)).gates.map(({ verdict }) => verdict);
}

function wordsIn({ changes }: DiffReport): string[] {
  return changes.flatMap(({ object, settings }) => settings.map(({ words }) => `${object}: ${words}`));
}

function publicDiff(name: string): DiffReport {
  return diff(text(PUBLIC, name, 'base.yaml'), text(PUBLIC, name, 'head.yaml'));
}

function repositoryDiff(name: string, file: string): DiffReport {
  return diff(text(REPOSITORIES, name, 'base', file), text(REPOSITORIES, name, 'head', file));
}

const container = (resources = 'requests: {cpu: 200m, memory: 256Mi}'): string =>
  `containers: [{name: main, image: registry.example/api:1, resources: {${resources}}}]`;
const deployment = (name: string, more = '', pod = container()): string => `
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec: {${more} selector: {matchLabels: {app: ${name}}}, template: {metadata: {labels: {app: ${name}}}, spec: {${pod}}}}`;
const hpaOn = (kind: string, name: string, more = ''): string => `
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: ${name}}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: ${kind}, name: ${name}}
  minReplicas: 2
  maxReplicas: 10
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}]
${more}`;

describe('custom scale targets', () => {
  test('hpa-custom-scale-target: that its pods are not known is said, and the bounds hold', () => {
    const manifests = read(text(PUBLIC, 'hpa-custom-scale-target', 'input.yaml'));
    expect(findings(manifests, 'target-not-read')[0]!.message).toBe('the pods of RedisCluster cache are not known here');
    expect(rulesIn(manifests)).not.toContain('target-missing');
    expect(podsIn(manifests)).toEqual(['RedisCluster cache 2..10']);
  });

  test('diff-custom-target-max: at most 10 to 100 pods of unknown size', () => {
    const report = publicDiff('diff-custom-target-max');
    expect(report.consequences.total).toMatchObject({ base: { maxPods: 10 }, head: { maxPods: 100 } });
    expect(verdicts(report, 'pods>+100%', 'cost>+30%', 'cpu>+30%', 'memory>+30%')).toEqual([
      'fail',
      'unknown',
      'unknown',
      'unknown',
    ]);
    expect(renderDiffTerminal(report)).toContain('10 → 100 pods');
  });

  test('a ScaledObject on a custom resource is the same', () => {
    const scaled = (max: number): string => `
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: serving}
spec:
  scaleTargetRef: {apiVersion: workload.serving.volcano.sh/v1alpha1, kind: ModelServing, name: serving}
  minReplicaCount: 1
  maxReplicaCount: ${max}
  triggers: [{type: prometheus, metadata: {serverAddress: "http://p", query: "sum(x)", threshold: "5"}}]`;
    const report = diff(scaled(4), scaled(40));
    expect(report.consequences.total).toMatchObject({ base: { maxPods: 4 }, head: { maxPods: 40 } });
    expect(verdicts(report, 'pods>+50%', 'cost>+50%')).toEqual(['fail', 'unknown']);
  });
});

describe('Argo Rollouts', () => {
  const workloadRef = (scaleDown = ''): string => `
---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: api}
spec: {replicas: 5, workloadRef: {apiVersion: apps/v1, kind: Deployment, name: api${scaleDown}}, strategy: {canary: {}}}`;

  test('hpa-rollout-workloadref: the pods are those of the template, counted once', () => {
    const manifests = read(text(PUBLIC, 'hpa-rollout-workloadref', 'input.yaml'));
    expect(podsIn(manifests)).toEqual(['Rollout api 2..10']);
    expect(countedPods(manifests)[0]!.pod!.containers[0]!.requestsMilli['cpu']).toBe(200);
    expect(rulesIn(manifests)).not.toContain('target-missing');
  });

  test('an HPA on the Deployment behind the Rollout is an error', () => {
    const manifests = read(`${deployment('api', 'replicas: 0,')}${workloadRef()}${hpaOn('Deployment', 'api')}`);
    expect(findings(manifests, 'rollout-deployment-scaled')).toMatchObject([{ severity: 'error', object: 'HPA api' }]);
  });

  test.each([
    ['', 'replicas: 3,', ['Deployment api 3..3', 'Rollout api 5..5'], true],
    [', scaleDown: never', '', ['Deployment api 1..1', 'Rollout api 5..5'], true],
    [', scaleDown: onsuccess', 'replicas: 3,', ['Rollout api 5..5'], false],
    [', scaleDown: progressively', '', ['Rollout api 5..5'], false],
    ['', 'replicas: 0,', ['Rollout api 5..5'], false],
  ])('with workloadRef%s and %s the Deployment keeps its pods: %p', (scaleDown, replicas, pods, warned) => {
    const manifests = read(`${deployment('api', replicas)}${workloadRef(scaleDown)}`);
    expect(podsIn(manifests)).toEqual(pods);
    expect(rulesIn(manifests).includes('rollout-deployment-keeps-pods')).toBe(warned);
  });

  test('without the template nothing is said about size', () => {
    const manifests = read(workloadRef());
    expect(podsIn(manifests)).toEqual(['Rollout api 5..5']);
    expect(countedPods(manifests)[0]!.pod).toBeUndefined();
    const report = diff(workloadRef(), workloadRef().replace('replicas: 5', 'replicas: 50'));
    expect(verdicts(report, 'pods>+50%', 'cost>+50%')).toEqual(['fail', 'unknown']);
  });

  test('a template that changes is told once, of the object that has it, and counts with the Rollout', () => {
    const head = deployment('api', 'replicas: 0,', container('requests: {cpu: 400m, memory: 256Mi}'));
    const report = diff(`${deployment('api', 'replicas: 0,')}${workloadRef()}`, `${head}${workloadRef()}`);
    expect(wordsIn(report)).toHaveLength(1);
    expect(report.consequences.total).toMatchObject({ base: { cpuCores: 1 }, head: { cpuCores: 2 } });
  });
});

describe('HTTPScaledObjects', () => {
  test('diff-httpso-max: at most 10 to 100 pods', () => {
    const report = publicDiff('diff-httpso-max');
    expect(wordsIn(report)).toEqual(['HTTPScaledObject site: max 10 → 100']);
    expect(report.consequences.total).toMatchObject({ base: { minPods: 0, maxPods: 10 }, head: { maxPods: 100 } });
    expect(verdicts(report, 'pods>+100%', 'cost>+100%')).toEqual(['fail', 'fail']);
  });

  const httpso = (spec: string, more = ''): string => `${deployment('site')}
---
apiVersion: http.keda.sh/v1alpha1
kind: HTTPScaledObject
metadata: {name: site${more}}
spec: {hosts: [site.example], scaleTargetRef: {name: site, service: site, port: 80}, ${spec}}`;

  test('what is left out has the defaults of the add-on', () => {
    expect(podsIn(read(httpso('pathPrefixes: [/]')))).toEqual(['Deployment site 0..100']);
  });

  test.each([
    ['scalingMetric: {concurrency: {targetValue: 50}}', 'target 100 → 50 requests at a time per pod'],
    ['targetPendingRequests: 20', 'target 100 → 20 requests at a time per pod'],
    ['scalingMetric: {requestRate: {targetValue: 9}}', 'target 100 requests at a time per pod → 9 requests per second per pod'],
  ])('%s is read', (spec, words) => {
    expect(wordsIn(diff(httpso('pathPrefixes: [/]'), httpso(`pathPrefixes: [/], ${spec}`)))).toContain(
      `HTTPScaledObject site: ${words}`,
    );
  });

  test('an HPA beside it is a second autoscaler', () => {
    const both = read(`${httpso('replicas: {max: 5}')}${hpaOn('Deployment', 'site')}`);
    expect(rulesIn(both)).toContain('two-autoscalers');
    const skipped = read(
      `${httpso('replicas: {max: 5}', ', annotations: {httpscaledobject.keda.sh/skip-scaledobject-creation: "true"}')}${hpaOn('Deployment', 'site')}`,
    );
    expect(rulesIn(skipped)).not.toContain('two-autoscalers');
    expect(podsIn(skipped)).toEqual(['Deployment site 2..10']);
  });
});

describe('LLMInferenceServices', () => {
  test('diff-llmisvc: 3 to 30 pods', () => {
    const report = publicDiff('diff-llmisvc');
    expect(wordsIn(report)).toEqual(['LLMInferenceService llama: replicas 3 → 30']);
    expect(report.consequences.total).toMatchObject({ base: { maxPods: 3 }, head: { maxPods: 30 } });
    expect(verdicts(report, 'pods>+100%', 'cost>+100%')).toEqual(['fail', 'unknown']);
  });

  test('kserve-llmisvc-scaledobject: the Deployment that it makes is there', () => {
    const manifests = read(text(PUBLIC, 'kserve-llmisvc-scaledobject', 'input.yaml'));
    expect(lint(manifests).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(podsIn(manifests)).toEqual(['LLMInferenceService sim 1..5']);
  });

  const llm = (spec: string): string => `
---
apiVersion: serving.kserve.io/v1alpha2
kind: LLMInferenceService
metadata: {name: llama}
spec: {model: {uri: "hf://acme/tiny"}, ${spec}}`;
  const gpuPod = (gpus: number): string =>
    `{containers: [{name: main, image: "vllm:1", resources: {requests: {cpu: 4, memory: 16Gi}, limits: {nvidia.com/gpu: ${gpus}}}}]}`;

  test('GPUs, prefill and groups over several nodes are counted', () => {
    const spec = `replicas: 2, template: ${gpuPod(8)}, worker: ${gpuPod(8)}, parallelism: {pipeline: 3}, prefill: {replicas: 4, template: ${gpuPod(1)}}`;
    expect(podsIn(read(llm(spec)))).toEqual([
      'LLMInferenceService llama 2..2',
      'LLMInferenceService llama workers 4..4',
      'LLMInferenceService llama prefill 4..4',
    ]);
    const report = diff('', llm(spec));
    expect(report.consequences.total.head).toMatchObject({ maxPods: 10, gpus: 52 });
  });

  test('scaling makes an autoscaler, and a second one is an error', () => {
    const spec = `template: ${gpuPod(1)}, scaling: {minReplicas: 2, maxReplicas: 6, wva: {hpa: {}}}`;
    expect(podsIn(read(llm(spec)))).toEqual(['LLMInferenceService llama 2..6']);
    const both = read(`${llm(spec)}${hpaOn('Deployment', 'llama-kserve')}`);
    expect(findings(both, 'two-autoscalers')[0]!.message).toBe(
      'Deployment llama-kserve of LLMInferenceService llama is moved by HPA llama-kserve-hpa too',
    );
  });

  test('a written count beside an autoscaler of somebody else is put back by every apply', () => {
    const both = read(`${llm(`replicas: 3, template: ${gpuPod(1)}`)}${hpaOn('Deployment', 'llama-kserve')}`);
    expect(findings(both, 'replicas-and-autoscaler')).toMatchObject([{ path: 'spec.replicas' }]);
  });

  test('what it inherits is read with it', () => {
    const base = (replicas: number): string => `
---
apiVersion: serving.kserve.io/v1alpha2
kind: LLMInferenceServiceConfig
metadata: {name: shared}
spec: {replicas: ${replicas}, template: ${gpuPod(2)}}`;
    const report = diff(`${base(3)}${llm('baseRefs: [{name: shared}]')}`, `${base(30)}${llm('baseRefs: [{name: shared}]')}`);
    expect(report.consequences.total).toMatchObject({ base: { maxPods: 3, gpus: 6 }, head: { maxPods: 30, gpus: 60 } });
    expect(report.notJudged).toEqual([]);
  });

  test('a base that is not here leaves the count open', () => {
    const report = diff(llm('baseRefs: [{name: old}]'), llm('baseRefs: [{name: new}]'));
    expect(verdicts(report, 'pods>+100%', 'cost>+100%')).toEqual(['unknown', 'unknown']);
  });
});

describe('VerticalPodAutoscalers', () => {
  const vpa = (spec: string): string => `
---
apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
metadata: {name: api}
spec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: api}, ${spec}}`;
  const RULE = 'vpa-and-hpa-same-resource';

  test('hpa-vpa-same-metric: the two feed each other', () => {
    const manifests = read(text(PUBLIC, 'hpa-vpa-same-metric', 'input.yaml'));
    expect(findings(manifests, RULE)).toMatchObject([{ severity: 'warning', object: 'VerticalPodAutoscaler api' }]);
  });

  test('diff-vpa-added: it is a change, with a finding, and what pods cost is not known any more', () => {
    const report = publicDiff('diff-vpa-added');
    expect(report.changes.map(({ object, change }) => `${object} ${change}`)).toEqual(['VerticalPodAutoscaler api added']);
    expect(report.newFindings.map(({ rule }) => rule)).toContain(RULE);
    expect(verdicts(report, 'lint', 'pods>+100%', 'cost>+100%')).toEqual(['fail', 'pass', 'unknown']);
  });

  test.each([
    ['updatePolicy: {updateMode: "Off"}', 'cpu', false],
    ['updatePolicy: {updateMode: Initial}', 'cpu', true],
    ['updatePolicy: {updateMode: InPlaceOrRecreate}', 'cpu', true],
    ['updatePolicy: {}', 'cpu', true],
    ['resourcePolicy: {containerPolicies: [{containerName: "*", controlledResources: [memory]}]}', 'cpu', false],
    ['resourcePolicy: {containerPolicies: [{containerName: "*", controlledResources: [memory]}]}', 'memory', true],
    ['resourcePolicy: {containerPolicies: [{containerName: main, mode: "Off"}]}', 'cpu', false],
    ['resourcePolicy: {containerPolicies: [{containerName: other, mode: "Off"}]}', 'cpu', true],
  ])('%s with an HPA on %s: %p', (spec, resource, found) => {
    const manifests = read(
      `${deployment('api')}${vpa(spec)}${hpaOn('Deployment', 'api').replace('name: cpu', `name: ${resource}`)}`,
    );
    expect(rulesIn(manifests).includes(RULE)).toBe(found);
  });

  test('an absolute amount is not a share of the request', () => {
    const absolute = hpaOn('Deployment', 'api').replace(
      '{type: Utilization, averageUtilization: 60}',
      '{type: AverageValue, averageValue: 100m}',
    );
    expect(rulesIn(read(`${deployment('api')}${vpa('updatePolicy: {}')}${absolute}`))).not.toContain(RULE);
  });

  test('a ScaledObject with a cpu trigger makes such an HPA', () => {
    const scaled = `
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: api}
spec: {scaleTargetRef: {name: api}, minReplicaCount: 1, maxReplicaCount: 9, triggers: [{type: cpu, metricType: Utilization, metadata: {value: "60"}}]}`;
    expect(rulesIn(read(`${deployment('api')}${vpa('updatePolicy: {}')}${scaled}`))).toContain(RULE);
  });

  test('what it may set is the most that pods cost, where that is bounded', () => {
    const most = (cpu: string): string =>
      `${deployment('api', 'replicas: 3,')}${vpa(`resourcePolicy: {containerPolicies: [{containerName: "*", maxAllowed: {cpu: ${cpu}, memory: 1Gi}}]}`)}`;
    const report = diff(most('1'), most('8'));
    expect(report.consequences.total).toMatchObject({ base: { cpuCores: 3 }, head: { cpuCores: 24 } });
    expect(verdicts(report, 'pods>+50%', 'cost>+50%')).toEqual(['pass', 'fail']);
  });

  test('where nothing bounds it, a change of what it decides by leaves the cost open', () => {
    const least = (cpu: string): string =>
      `${deployment('api', 'replicas: 3,')}${vpa(`resourcePolicy: {containerPolicies: [{containerName: "*", minAllowed: {cpu: ${cpu}}}]}`)}`;
    expect(verdicts(diff(least('1'), least('8')), 'pods>+50%', 'cost>+50%')).toEqual(['pass', 'unknown']);
    const more = `${least('1')}${deployment('other', 'replicas: 1,')}`;
    expect(verdicts(diff(`${more}${hpaOn('Deployment', 'other')}`, more), 'cost>+50%')).toEqual(['pass']);
  });

  test('a mode that changes is told', () => {
    const of = (mode: string): string => `${deployment('api')}${vpa(`updatePolicy: {updateMode: "${mode}"}`)}`;
    expect(wordsIn(diff(of('Off'), of('Recreate')))).toEqual([
      'VerticalPodAutoscaler api: update mode Off (recommends only) → Recreate',
    ]);
  });
});

describe('Knative class hpa', () => {
  test('knative-hpa-class-min-zero: it never goes below one pod, and that 0 has no effect is said', () => {
    const manifests = read(text(PUBLIC, 'knative-hpa-class-min-zero', 'input.yaml'));
    expect(podsIn(manifests)).toEqual(['Knative Service hello 1..10']);
    expect(findings(manifests, 'setting-ignored')[0]!.path).toMatch(/min-scale$/);
  });

  test('knative-hpa-class-window: both directions wait', () => {
    const manifests = read(text(PUBLIC, 'knative-hpa-class-window', 'input.yaml'));
    const [service] = manifests.knativeServices;
    const window = { stabilizationWindowSeconds: 300 };
    expect(knativeHpa(service!.revision, manifests.autoscalerConfig).behavior).toEqual({ scaleUp: window, scaleDown: window });
  });

  test('diff-knative-hpa-window: pods are added once a rise has lasted 300 s', () => {
    const report = publicDiff('diff-knative-hpa-window');
    expect(renderDiffTerminal(report).replace(/\s+/g, ' ')).toContain('adds pods once a rise in load has lasted about 300 s');
    expect(wordsIn(report)).toContain('Knative Service hello: scale-up now waits 300 s');
  });

  test('diff-knative-hpa-metric: CPU 75 % becomes 75 MiB of memory', () => {
    const report = publicDiff('diff-knative-hpa-metric');
    expect(wordsIn(report)).toEqual(
      expect.arrayContaining([
        'Knative Service hello: target CPU 75 % removed',
        'Knative Service hello: target memory 75Mi per pod (was not set)',
      ]),
    );
    expect(report.consequences.rows[0]).toMatchObject({ base: { coresAtTarget: 0.15 }, head: { coresAtTarget: null } });
  });

  test.each([
    [
      'metric: sessions, target: "12.9"',
      [{ type: 'Pods', pods: { metric: { name: 'sessions' }, target: { averageValue: '12' } } }],
    ],
    ['metric: cpu, target: "70.1"', [{ type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 71 } } }]],
  ])('%s', (annotations, metrics) => {
    const keys = annotations.replace(/(\w+):/g, 'autoscaling.knative.dev/$1:');
    const manifests = read(`
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: hello}
spec: {template: {metadata: {annotations: {autoscaling.knative.dev/class: hpa.autoscaling.knative.dev, ${keys}}}, spec: {${container()}}}}`);
    expect(knativeHpa(manifests.knativeServices[0]!.revision, manifests.autoscalerConfig).metrics).toMatchObject(metrics);
  });

  test('a fraction of a target is dropped: below 1 the API server refuses the HPA', () => {
    const metric = 'autoscaling.knative.dev/metric: foo, autoscaling.knative.dev/target: "0.5"';
    const manifests = read(`
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: hello}
spec: {template: {metadata: {annotations: {autoscaling.knative.dev/class: hpa.autoscaling.knative.dev, ${metric}}}, spec: {${container()}}}}`);
    expect(rulesIn(manifests)).toContain('api-rejects');
  });

  test('the class may come from config-autoscaler', () => {
    const manifests = read(`
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: hello}
spec: {template: {metadata: {annotations: {autoscaling.knative.dev/max-scale: "4"}}, spec: {${container()}}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: config-autoscaler}
data: {pod-autoscaler-class: hpa.autoscaling.knative.dev}`);
    expect(podsIn(manifests)).toEqual(['Knative Service hello 1..4']);
    expect(countedPods(manifests)[0]!.hpa).toMatchObject({ minReplicas: 1, maxReplicas: 4 });
  });
});

test('a tag keeps an earlier revision and its pods', () => {
  const service = (traffic: string): string => `
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: hello}
spec:
  template: {metadata: {annotations: {autoscaling.knative.dev/min-scale: "3", autoscaling.knative.dev/max-scale: "6"}}, spec: {${container()}}}
  traffic: [{latestRevision: true, percent: 100}${traffic}]`;
  const head = service(', {revisionName: hello-00001, tag: old, percent: 0}');
  expect(findings(read(head), 'knative-revision-kept')[0]!.message).toContain('revision hello-00001 is kept by tag old');
  expect(podsIn(read(head))).toEqual(['Knative Service hello 3..6', 'Knative Service hello revision hello-00001 3..6']);
  expect(verdicts(diff(service(''), head), 'pods>+50%')).toEqual(['fail']);
});

describe('the HPAs that others make', () => {
  test('kserve-raw-keda-and-hpa: KServe makes one, so a ScaledObject is the second', () => {
    const manifests = read(text(PUBLIC, 'kserve-raw-keda-and-hpa', 'input.yaml'));
    expect(findings(manifests, 'two-autoscalers')).toMatchObject([
      {
        object: 'ScaledObject iris',
        message: 'Deployment iris-predictor of InferenceService iris is moved by HPA iris-predictor too',
      },
    ]);
  });

  test('kserve-raw-keda-external: class external leaves the Deployment to the ScaledObject', () => {
    const manifests = read(text(PUBLIC, 'kserve-raw-keda-external', 'input.yaml'));
    expect(podsIn(manifests)).toEqual(['InferenceService iris predictor 0..4']);
    expect(rulesIn(manifests)).not.toContain('two-autoscalers');
  });

  test('an HPA that KEDA keeps, exported beside its ScaledObject, is not a second one', () => {
    const scaled = `${deployment('api')}
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: api}
spec: {scaleTargetRef: {name: api}, minReplicaCount: 1, maxReplicaCount: 9, triggers: [{type: cpu, metricType: Utilization, metadata: {value: "60"}}]}`;
    const made = hpaOn('Deployment', 'api').replace(
      'metadata: {name: api}',
      'metadata: {name: keda-hpa-api, labels: {scaledobject.keda.sh/name: api}}',
    );
    expect(rulesIn(read(`${scaled}${made}`))).not.toContain('two-autoscalers');
    expect(rulesIn(read(`${scaled}${hpaOn('Deployment', 'api')}`))).toContain('two-autoscalers');
  });

  test('an HPA on the Deployment of a Knative revision fights with Knative', () => {
    const service = `
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: hello}
spec: {template: {spec: {${container()}}}}`;
    expect(rulesIn(read(`${service}${hpaOn('Deployment', 'hello-00001-deployment')}`))).toContain('two-autoscalers');
  });
});

describe("KServe's mode", () => {
  const isvc = (annotations: string, spec = 'minReplicas: 1, maxReplicas: 4'): string => `
---
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: scores, annotations: {${annotations}}}
spec: {predictor: {${spec}, ${container('requests: {cpu: 1, memory: 2Gi}, limits: {cpu: 1, memory: 2Gi}')}}}`;

  test('07-kserve-knative-annotations: the target is read, and twice the pods follow', () => {
    const report = repositoryDiff('07-kserve-knative-annotations', 'isvc.yaml');
    expect(wordsIn(report)).toEqual(['InferenceService scores: predictor target 10 → 5 requests per second']);
    expect(renderDiffTerminal(report).replace(/\s+/g, ' ')).toContain('2 times the pods');
  });

  test('07 in Standard mode: the annotations have no effect, and lint says so', () => {
    const head = text(REPOSITORIES, '07-kserve-knative-annotations', 'head', 'isvc.yaml').replace(': Knative', ': Standard');
    expect(findings(read(head), 'kserve-scale-annotations-dropped').map(({ path }) => path)).toEqual([
      'metadata.annotations.autoscaling.knative.dev/metric',
      'metadata.annotations.autoscaling.knative.dev/target',
    ]);
  });

  test('08-kserve-default-mode: Knative is taken, and that is said', () => {
    const head = read(text(REPOSITORIES, '08-kserve-default-mode', 'head', 'isvc.yaml'));
    expect(rulesIn(head)).toEqual([]);
    expect(renderLintText(lint(head))).toContain('taken to be in Knative mode, as KServe is released');
    const report = repositoryDiff('08-kserve-default-mode', 'isvc.yaml');
    expect(wordsIn(report)).toEqual(['InferenceService scores: predictor target 10 → 5 requests per second']);
    expect(report.kserveMode).toEqual({ mode: 'Knative', from: 'assumed' });
  });

  test('--kserve-mode, then inferenceservice-config, then the object itself decide', () => {
    const config = (mode: string): string => `
---
apiVersion: v1
kind: ConfigMap
metadata: {name: inferenceservice-config, namespace: kserve}
data: {deploy: '{"defaultDeploymentMode": "${mode}"}'}`;
    const modeOf = (yaml: string, options?: ReadOptions): string => read(yaml, options).inferenceServices[0]!.mode;
    expect(modeOf(isvc(''))).toBe('Knative');
    expect(modeOf(isvc('') + config('RawDeployment'))).toBe('Standard');
    expect(modeOf(isvc('') + config('Serverless'))).toBe('Knative');
    expect(modeOf(isvc('') + config('RawDeployment'), { kserveMode: 'Knative' })).toBe('Knative');
    expect(modeOf(isvc('serving.kserve.io/deploymentMode: RawDeployment'), { kserveMode: 'Knative' })).toBe('Standard');
  });

  test.each([
    ['serving.kserve.io/deploymentMode: ModelMesh', 'mode ModelMesh is not read'],
    ['autoscaling.knative.dev/class: keda.example.com', 'what autoscaler class keda.example.com does is not known'],
  ])('%s: a gate on it is unknown', (annotations, message) => {
    const report = diff(isvc(annotations), isvc(annotations, 'minReplicas: 1, maxReplicas: 5'));
    expect(report.notJudged.map((one) => one.message)).toContain(message);
    expect(verdicts(report, 'pods>+50%', 'lint')).toEqual(['unknown', 'unknown']);
  });

  test('pods of a group over several nodes are not counted, which is said', () => {
    const of = (size: number): string =>
      isvc('serving.kserve.io/deploymentMode: Standard', `workerSpec: {pipelineParallelSize: ${size}}`);
    expect(verdicts(diff(of(2), of(4)), 'pods>+50%')).toEqual(['unknown']);
  });

  test('containerConcurrency is the most that a pod takes: half of it is twice the pods', () => {
    const report = diff(isvc('', 'containerConcurrency: 8'), isvc('', 'containerConcurrency: 4'));
    expect(renderDiffTerminal(report).replace(/\s+/g, ' ')).toContain('about 2 times the pods');
  });

  test('fields of a component win over annotations; bounds are fields only', () => {
    const annotations = 'autoscaling.knative.dev/target: "10", autoscaling.knative.dev/max-scale: "50"';
    const report = diff(isvc(annotations), isvc(annotations, 'minReplicas: 0, maxReplicas: 8, scaleTarget: 20'));
    expect(wordsIn(report)).toEqual([
      'InferenceService scores: predictor target 10 → 20 requests at a time',
      'InferenceService scores: predictor min-scale 1 → 0',
      'InferenceService scores: predictor max-scale 4 → 8',
    ]);
    expect(report.consequences.total).toMatchObject({ base: { minPods: 1, maxPods: 4 }, head: { minPods: 0, maxPods: 8 } });
  });
});

describe('requests that are not written on a container', () => {
  test('15-limitrange-defaults: the LimitRange fills them in, and 50 times the pods follow', () => {
    const report = repositoryDiff('15-limitrange-defaults', 'web.yaml');
    const head = read(text(REPOSITORIES, '15-limitrange-defaults', 'head', 'web.yaml'));
    expect(rulesIn(head)).not.toContain('utilization-without-requests');
    expect(wordsIn(report).join('\n')).toContain('LimitRange d: default CPU request 500m → 10m');
    expect(report.consequences.rows[0]).toMatchObject({ base: { coresAtTarget: 0.3 }, head: { coresAtTarget: 0.006 } });
    expect(wordsIn(report)).toContain('Deployment web: CPU request 500m → 10m');
    expect(renderDiffTerminal(report)).toContain('50 times the pods');
  });

  test('a LimitRange of another namespace fills nothing in', () => {
    const elsewhere = text(REPOSITORIES, '15-limitrange-defaults', 'head', 'web.yaml').replace(
      '{name: d, namespace: shop}',
      '{name: d, namespace: other}',
    );
    expect(rulesIn(read(elsewhere))).toContain('utilization-without-requests');
  });

  test.each([
    ['default: {cpu: 300m}', { requests: 300, limits: 300 }],
    ['max: {cpu: 2}', { requests: 2000, limits: 2000 }],
    ['min: {cpu: 50m}', { requests: 50, limits: undefined }],
    ['default: {cpu: 300m}, defaultRequest: {cpu: 100m}, max: {cpu: 2}', { requests: 100, limits: 300 }],
  ])('{type: Container, %s}', (limits, { requests, limits: limit }) => {
    const manifests = read(`${deployment('web', '', container(''))}
---
apiVersion: v1
kind: LimitRange
metadata: {name: d}
spec: {limits: [{type: Container, ${limits}}]}`);
    const { requestsMilli, limitsMilli } = manifests.workloads[0]!.pod.containers[0]!;
    expect([requestsMilli['cpu'], limitsMilli['cpu']]).toEqual([requests, limit]);
  });

  test.each([
    ['max: {cpu: 1}', 'limits: {cpu: 2}', 'container main has a limit of 2 CPU; LimitRange d allows 1 CPU'],
    ['min: {cpu: 500m}', 'requests: {cpu: 100m}', 'container main requests 0.1 CPU; LimitRange d wants at least 0.5 CPU'],
    ['max: {cpu: 1}', 'requests: {cpu: 500m}', undefined],
  ])('{type: Container, %s} with %s: %s', (limits, resources, message) => {
    const manifests = read(`${deployment('web', '', container(resources))}
---
apiVersion: v1
kind: LimitRange
metadata: {name: d}
spec: {limits: [{type: Container, ${limits}}]}`);
    expect(findings(manifests, 'limit-range-refuses')[0]?.message).toBe(message);
  });

  test('a LimitRange for whole pods counts their containers together', () => {
    const pod =
      'containers: [{name: a, image: a, resources: {limits: {cpu: 2}}}, {name: b, image: b, resources: {limits: {cpu: 2}}}]';
    const manifests = read(`${deployment('web', '', pod)}
---
apiVersion: v1
kind: LimitRange
metadata: {name: d}
spec: {limits: [{type: Pod, max: {cpu: 3}}]}`);
    expect(findings(manifests, 'limit-range-refuses')).toMatchObject([
      { message: 'the pod has a limit of 4 CPU; LimitRange d allows 3 CPU' },
    ]);
  });

  test('a written limit is the request before the LimitRange is asked', () => {
    const manifests = read(`${deployment('web', '', container('limits: {cpu: 800m}'))}
---
apiVersion: v1
kind: LimitRange
metadata: {name: d}
spec: {limits: [{type: Container, defaultRequest: {cpu: 100m}}]}`);
    expect(manifests.workloads[0]!.pod.containers[0]!.requestsMilli['cpu']).toBe(800);
  });

  test('16-pod-level-requests: the pod as a whole requests 1, then 4 cores', () => {
    const report = repositoryDiff('16-pod-level-requests', 'web.yaml');
    const head = read(text(REPOSITORIES, '16-pod-level-requests', 'head', 'web.yaml'));
    expect(rulesIn(head)).not.toContain('utilization-without-requests');
    expect(wordsIn(report)).toEqual(['Deployment web: CPU request of the pod 1 → 4']);
    expect(report.consequences.total).toMatchObject({ base: { cpuCores: 8 }, head: { cpuCores: 32 } });
    expect(renderDiffTerminal(report)).toContain('0.25 times the pods');
  });

  test('pod-level limits bring the requests of the containers with them, or are the request', () => {
    const pod = (of: string, resources: string): number | undefined => {
      const manifests = read(deployment('web', '', `resources: {${of}}, ${container(resources)}`));
      return manifests.workloads[0]!.pod.podLevel.requestsMilli['cpu'];
    };
    expect(pod('limits: {cpu: 4}', '')).toBe(4000);
    expect(pod('limits: {cpu: 4}', 'requests: {cpu: 500m}')).toBeUndefined();
    expect(pod('requests: {cpu: 2}, limits: {cpu: 4}', 'requests: {cpu: 500m}')).toBe(2000);
  });

  test('a ContainerResource metric still wants the request of its container', () => {
    const metric =
      '{type: ContainerResource, containerResource: {name: cpu, container: main, target: {type: Utilization, averageUtilization: 60}}}';
    const hpa = hpaOn('Deployment', 'web').replace(/metrics: .*/, `metrics: [${metric}]`);
    const manifests = read(`${deployment('web', '', `resources: {requests: {cpu: 2}}, ${container('')}`)}${hpa}`);
    expect(rulesIn(manifests)).toContain('utilization-without-requests');
  });
});

describe('autoscaling/v1', () => {
  const v1 = (annotations: string): string => `${deployment('api')}
---
apiVersion: autoscaling/v1
kind: HorizontalPodAutoscaler
metadata: {name: api, annotations: {${annotations}}}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: api}, minReplicas: 2, maxReplicas: 10, targetCPUUtilizationPercentage: 60}`;
  const METRICS = 'autoscaling.alpha.kubernetes.io/metrics';
  const BEHAVIOR = 'autoscaling.alpha.kubernetes.io/behavior';

  test('metrics in an annotation come before the CPU percentage', () => {
    const metrics = `'[{"type":"Pods","pods":{"metricName":"rps","targetAverageValue":"100"}},{"type":"External","external":{"metricName":"lag","targetValue":"30"}}]'`;
    expect(read(v1(`${METRICS}: ${metrics}`)).hpas[0]!.spec.metrics).toMatchObject([
      { type: 'Pods', pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '100' } } },
      { type: 'External', external: { metric: { name: 'lag' }, target: { type: 'Value', value: '30' } } },
      { type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 60 } } },
    ]);
  });

  test('a behavior is read in the case that the API server writes it in, and in any other', () => {
    const written = `'{"ScaleUp":{"StabilizationWindowSeconds":300,"Policies":[{"Type":"Pods","Value":1,"PeriodSeconds":60}]}}'`;
    const scaleUp = { stabilizationWindowSeconds: 300, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] };
    expect(read(v1(`${BEHAVIOR}: ${written}`)).hpas[0]!.spec.behavior).toMatchObject({ scaleUp });
    expect(wordsIn(diff(v1(''), v1(`${BEHAVIOR}: ${written}`)))).toContain('HPA api: scale-up now waits 300 s');
  });

  test('what is not valid is dropped as a whole, and said', () => {
    const broken = read(v1(`${BEHAVIOR}: '{"ScaleUp":', ${METRICS}: '[{"type":3}]'`));
    expect(broken.hpas[0]!.spec.metrics).toHaveLength(1);
    expect(findings(broken, 'setting-ignored')).toHaveLength(2);
  });
});

test('a share of memory follows the request, as a share of CPU does', () => {
  const memory = (request: string): string =>
    `${deployment('api', '', container(`requests: {cpu: 1, memory: ${request}}`))}${hpaOn('Deployment', 'api').replace('name: cpu', 'name: memory')}`;
  expect(renderDiffTerminal(diff(memory('1Gi'), memory('2Gi'))).replace(/\s+/g, ' ')).toContain('about 0.5 times the pods');
});

test('an amount per pod that is halved is twice the pods', () => {
  const scaled = (threshold: number): string => `${deployment('api')}
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: api}
spec: {scaleTargetRef: {name: api}, maxReplicaCount: 9, triggers: [{type: prometheus, metadata: {serverAddress: "http://p", query: "sum(x)", threshold: "${threshold}"}}]}`;
  expect(renderDiffTerminal(diff(scaled(20), scaled(10))).replace(/\s+/g, ' ')).toContain('about 2 times the pods');
});

test('a resize policy that restarts is told, and noted where a VerticalPodAutoscaler resizes in place', () => {
  const pod = (policy: string): string =>
    `containers: [{name: main, image: a, resizePolicy: [{resourceName: cpu, restartPolicy: ${policy}}], resources: {requests: {cpu: 1, memory: 1Gi}}}]`;
  const vpa = `
---
apiVersion: autoscaling.k8s.io/v1
kind: VerticalPodAutoscaler
metadata: {name: api}
spec: {targetRef: {apiVersion: apps/v1, kind: Deployment, name: api}, updatePolicy: {updateMode: InPlaceOrRecreate}}`;
  const [base, head] = [deployment('api', '', pod('NotRequired')), deployment('api', '', pod('RestartContainer'))];
  expect(wordsIn(diff(base, head))).toEqual(['Deployment api: restarts when resized cpu (was not set)']);
  expect(rulesIn(read(`${head}${vpa}`))).toContain('vpa-resize-restarts');
  expect(rulesIn(read(`${base}${vpa}`))).not.toContain('vpa-resize-restarts');
});
