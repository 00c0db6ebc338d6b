import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderDiffMarkdown, renderDiffTerminal } from '../../report/scaling/diff';
import { diffManifests, judge, parseGate, type DiffReport, type Moment, type Predictor } from '../../scaling/diff';
import { assumedProfile, givenProfile, simulatedPredictor } from '../../scaling/diff/simulated';
import { lint } from '../../scaling/lint';
import { readManifests, type Manifests } from '../../scaling/manifests';
import { THIS_THREAD } from '../../scaling/simulate';

/** A file, or every file of a folder, as one side. */
function sideOf(path: string, root = path): { file: string; text: string }[] {
  if (path.endsWith('.yaml')) return [{ file: path.slice(root.length + 1), text: readFileSync(path, 'utf8') }];
  return readdirSync(path, { withFileTypes: true }).flatMap(({ name }) => sideOf(join(path, name), root));
}

const KINDS = { public: '.yaml', repositories: '' } as const;

function manifestsOf(kind: keyof typeof KINDS, name: string, side: 'base' | 'head'): Manifests {
  const path = join(__dirname, kind, name, `${side}${KINDS[kind]}`);
  return readManifests(sideOf(path, kind === 'public' ? join(path, '..') : path));
}

function diffOf(base: Manifests, head: Manifests): DiffReport {
  return diffManifests({ name: 'base', manifests: base }, { name: 'head', manifests: head });
}

function diffCase(kind: keyof typeof KINDS, name: string): DiffReport {
  return diffOf(manifestsOf(kind, name, 'base'), manifestsOf(kind, name, 'head'));
}

function diffTexts(base: string, head: string): DiffReport {
  const side = (text: string): Manifests => readManifests([{ file: 'all.yaml', text }]);
  return diffOf(side(base), side(head));
}

/** What `lab diff` predicts with neither service times nor a load. */
const BY_DEFAULT: Predictor = simulatedPredictor({ scenarios: 'unknown', profile: assumedProfile(), threads: THIS_THREAD });

function gatesOf(report: DiffReport, ...expressions: string[]): [verdict: string, pass: boolean][] {
  return judge(report, expressions.map(parseGate)).gates.map(({ verdict, pass }) => [verdict, pass]);
}

function momentOf({ moments }: DiffReport, kind: Moment['kind']): Moment {
  const found = moments.find((one) => one.kind === kind);
  if (found === undefined) throw new Error(`no moment ${kind} among ${moments.map((one) => one.kind).join(', ')}`);
  return found;
}

function firstLine(report: DiffReport): string {
  return renderDiffTerminal(report).split('\n')[0] ?? '';
}

const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "example.org/web:1", resources: {requests: {cpu: 500m, memory: 256Mi}}}]}
`;
const HPA = `
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 4
  maxReplicas: 40
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}]
`;
const SCALED_OBJECT = `
---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: web}
spec:
  scaleTargetRef: {name: web}
  minReplicaCount: 0
  maxReplicaCount: 5
  triggers: [{type: prometheus, metadata: {serverAddress: "http://p:9090", query: "sum(jobs)", threshold: "5"}}]
`;
const withReplicas = (count: number): string => WEB.replace('spec:\n  selector', `spec:\n  replicas: ${count}\n  selector`);

describe('the moment of applying', () => {
  test('diff-replicas-removed: the apply sets 1 pod at once, and the HPA comes back in steps that are simulated', () => {
    const report = diffCase('public', 'diff-replicas-removed');
    const { severity, before, after, steps } = momentOf(report, 'replicas-removed');
    expect([severity, before, after]).toEqual(['warning', { least: 4, most: 20 }, 1]);
    expect(steps).toEqual([
      { seconds: 0, pods: 4 },
      { seconds: 15, pods: 8 },
      { seconds: 30, pods: 16 },
      { seconds: 45, pods: 20 },
    ]);
    const text = renderDiffTerminal(report);
    expect(firstLine(report)).toContain('at the apply, Deployment api falls to 1 pod (4 to 20 pods before)');
    for (const way of ['edit-last-applied', 'Helm 3', 'Helm 4', 'RespectIgnoreDifferences=true']) expect(text).toContain(way);
    expect(gatesOf(report, 'apply')).toEqual([['fail', false]]);
  });

  test('10-replicas-removed: 19 of 20 pods stop, in the change that brings the HPA', () => {
    const report = diffCase('repositories', '10-replicas-removed');
    expect(momentOf(report, 'replicas-removed')).toMatchObject({
      severity: 'warning',
      before: { least: 20, most: 20 },
      after: 1,
    });
    expect(renderDiffTerminal(report).replace(/\s+/g, ' ')).toContain(
      'sets the count to 1 at once (the default): 19 of 20 pods stop',
    );
  });

  test('replicas removed without any autoscaler: nothing brings the pods back', () => {
    const report = diffTexts(withReplicas(8), WEB);
    expect(momentOf(report, 'replicas-removed')).toMatchObject({ after: 1, steps: [], scaler: null });
    expect(renderDiffTerminal(report)).toContain('nothing brings it back');
  });

  test('a single pod that keeps its count loses nothing', () => {
    expect(diffTexts(withReplicas(1), WEB).moments).toEqual([]);
  });

  test('09-hpa-removed: the count stays, it does not fall to 1', () => {
    const report = diffCase('repositories', '09-hpa-removed');
    expect(momentOf(report, 'autoscaler-removed')).toMatchObject({
      before: { least: 4, most: 16 },
      after: null,
      scaler: 'HPA web',
    });
    expect(report.consequences.total).toMatchObject({ base: { maxPods: 16 }, head: { maxPods: 16, minPods: 4 } });
    const text = renderDiffTerminal(report).replace(/\s+/g, ' ');
    expect(text).toContain('nobody scales it any more: it stays at the count that HPA web last set (4 to 16 pods)');
    expect(text).toContain('only a fresh install starts with 1');
    expect(text).toContain('kubectl apply without --prune leaves HPA web in the cluster');
    expect(text).not.toMatch(/can grow to 1 pod|keeps 1 pod/);
    expect(gatesOf(report, 'pods>+0%', 'cost>+0%')).toEqual([
      ['pass', true],
      ['pass', true],
    ]);
  });

  test('a disruption budget is judged by the pods that stay, not by a count of 1', () => {
    const budget =
      '\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\nspec: {minAvailable: 50%, selector: {matchLabels: {app: web}}}\n';
    expect(diffTexts(WEB + HPA + budget, WEB + budget).newFindings.map(({ rule }) => rule)).not.toContain('pdb-blocks-drain');
  });

  test('05-replicas-zero-under-hpa: the apply stops all pods and turns the HPA off', () => {
    const report = diffCase('repositories', '05-replicas-zero-under-hpa');
    expect(momentOf(report, 'replicas-zero')).toMatchObject({ severity: 'error', before: { least: 3, most: 10 }, after: 0 });
    expect(report.consequences.total).toMatchObject({ base: { maxPods: 10 }, head: { maxPods: 0 } });
    expect(renderDiffTerminal(report)).toMatch(/ScalingDisabled/);
    expect(gatesOf(report, 'apply')).toEqual([['fail', false]]);
  });

  test('diff-kserve-class-hpa-to-keda: it gets stuck until somebody deletes the HPA', () => {
    const report = diffCase('public', 'diff-kserve-class-hpa-to-keda');
    expect(momentOf(report, 'class-refused')).toMatchObject({ severity: 'error', from: 'hpa', to: 'keda' });
    expect(renderDiffTerminal(report).replace(/\s+/g, ' ')).toContain(
      "KEDA's webhook refuses the ScaledObject while that HPA is there",
    );
    expect(firstLine(report)).toContain('gets stuck');
  });

  test('other class switches: keda leaves its ScaledObject behind, none sets the minimum', () => {
    const service = (autoscalerClass: string): string =>
      `apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: iris, annotations: {serving.kserve.io/deploymentMode: Standard, serving.kserve.io/autoscalerClass: ${autoscalerClass}}}\nspec: {predictor: {minReplicas: 2, maxReplicas: 4, model: {modelFormat: {name: sklearn}, storageUri: "s3://m/i"}}}\n`;
    expect(diffTexts(service('keda'), service('hpa')).moments[0]).toMatchObject({ kind: 'class-left-behind', severity: 'error' });
    expect(diffTexts(service('hpa'), service('none')).moments[0]).toMatchObject({ kind: 'class-to-fixed', after: 2 });
  });

  test('an HPA that makes room for a ScaledObject: the webhook refuses it, unless the HPA is handed over', () => {
    expect(diffTexts(WEB + HPA, WEB + SCALED_OBJECT).moments[0]).toMatchObject({
      kind: 'scaled-object-refused',
      severity: 'error',
      from: 'HPA web',
      to: 'ScaledObject web',
    });
    const handedOver = SCALED_OBJECT.replace(
      'metadata: {name: web}',
      'metadata: {name: web, annotations: {scaledobject.keda.sh/transfer-hpa-ownership: "true"}}',
    ).replace('triggers:', 'advanced: {horizontalPodAutoscalerConfig: {name: web}}\n  triggers:');
    expect(diffTexts(WEB + HPA, WEB + handedOver).moments.map(({ kind }) => kind)).not.toContain('scaled-object-refused');
    expect(diffTexts(WEB + SCALED_OBJECT, WEB + HPA).moments[0]).toMatchObject({ kind: 'hpa-beside-scaled-object' });
  });

  test('a ScaledObject that comes to running pods may take them all at its first poll', () => {
    const report = diffTexts(withReplicas(3), withReplicas(3) + SCALED_OBJECT);
    expect(momentOf(report, 'zero-on-first-poll')).toMatchObject({
      severity: 'warning',
      before: { least: 3, most: 3 },
      after: 0,
    });
    const patient = SCALED_OBJECT.replace('triggers:', 'initialCooldownPeriod: 600\n  triggers:');
    expect(momentOf(diffTexts(withReplicas(3), withReplicas(3) + patient), 'zero-on-first-poll')).toMatchObject({
      severity: 'note',
      seconds: 600,
    });
  });

  test('bounds move running pods at the first sync, past behavior', () => {
    const lower = diffTexts(WEB + HPA, WEB + HPA.replace('maxReplicas: 40', 'maxReplicas: 8'));
    expect(momentOf(lower, 'maximum-lowered')).toMatchObject({ severity: 'warning', before: { most: 40 }, after: 8 });
    const higher = diffTexts(WEB + HPA, WEB + HPA.replace('minReplicas: 4', 'minReplicas: 10'));
    expect(momentOf(higher, 'minimum-raised')).toMatchObject({ severity: 'note', before: { least: 4 }, after: 10 });
    const quiet = diffTexts(WEB + HPA, WEB + HPA.replace('minReplicas: 4', 'minReplicas: 2'));
    expect(momentOf(quiet, 'minimum-lowered')).toMatchObject({ after: 2, seconds: 300 });
  });

  test('an HPA that comes to more pods than its maximum takes them away at its first sync', () => {
    const small = HPA.replace('maxReplicas: 40', 'maxReplicas: 8');
    expect(momentOf(diffTexts(withReplicas(20), withReplicas(20) + small), 'autoscaler-added')).toMatchObject({ after: 8 });
  });

  test('a pause that is left makes the rest of a change without effect', () => {
    const paused = SCALED_OBJECT.replace(
      'metadata: {name: web}',
      'metadata: {name: web, annotations: {autoscaling.keda.sh/paused: "true"}}',
    );
    const report = diffTexts(WEB + paused, WEB + paused.replace('maxReplicaCount: 5', 'maxReplicaCount: 50'));
    expect(momentOf(report, 'pause-left')).toMatchObject({ severity: 'warning' });
  });

  test('a Deployment under another name is a new object, which starts small', () => {
    const renamed = (WEB + HPA)
      .replaceAll('metadata: {name: web}', 'metadata: {name: shop-web}')
      .replace('kind: Deployment, name: web', 'kind: Deployment, name: shop-web');
    expect(momentOf(diffTexts(WEB + HPA, renamed), 'workload-replaced')).toMatchObject({
      severity: 'warning',
      before: { least: 4, most: 40 },
      after: 1,
      from: 'Deployment web',
      to: 'Deployment shop-web',
    });
  });

  test('nothing that changes has no moment', () => {
    expect(diffTexts(WEB + HPA, WEB + HPA.replace('averageUtilization: 60', 'averageUtilization: 50')).moments).toEqual([]);
  });
});

describe('matching', () => {
  test('11-hpa-matched-to-other-workload: the HPA is removed and another one is new, and all pods count for the budget', () => {
    const report = diffCase('repositories', '11-hpa-matched-to-other-workload');
    expect(report.changes.map(({ object, change }) => [object, change])).toEqual(
      expect.arrayContaining([
        ['HPA api-spot', 'added'],
        ['HPA api', 'removed'],
        ['Deployment api-spot', 'added'],
      ]),
    );
    expect(report.newFindings.map(({ rule }) => rule)).not.toContain('pdb-blocks-drain');
    expect(momentOf(report, 'autoscaler-removed-fixed')).toMatchObject({
      pods: 'Deployment api',
      before: { least: 8, most: 8 },
      after: 8,
    });
  });

  test('04-hpa-target-not-in-files: its own bounds count, and the price is not known', () => {
    const report = diffCase('repositories', '04-hpa-target-not-in-files');
    expect(report.consequences.total).toMatchObject({
      base: { maxPods: 4, priceUsdPerHour: null },
      head: { maxPods: 40, priceUsdPerHour: null },
    });
    expect(firstLine(report)).toContain('at most 4 → 40 pods, price unknown');
    expect(renderDiffTerminal(report)).toContain('it is not in these files: CPU, memory and price unknown');
    const [pods, cost] = judge(report, ['pods>+50%', 'cost>+50%'].map(parseGate)).gates;
    expect(pods).toMatchObject({ verdict: 'fail', message: expect.stringContaining('+900.0 %') as string });
    expect(cost).toMatchObject({ verdict: 'unknown', pass: false });
    expect(judge(report, [parseGate('cost>+50%')], 'allow').gates[0]).toMatchObject({ verdict: 'unknown', pass: true });
  });

  test('19-quota-of-another-namespace: another folder, and other hours, do not count', () => {
    const { findings } = lint(manifestsOf('repositories', '19-quota-of-another-namespace', 'head'));
    expect(findings.map(({ rule }) => rule)).not.toContain('max-exceeds-quota');
  });

  test('in the folder of the quota, and at the same hour, CronJobs add up', () => {
    const job = (index: number, hour: number): string =>
      `---\napiVersion: batch/v1\nkind: CronJob\nmetadata: {name: r${index}}\nspec: {schedule: "0 ${hour} * * *", jobTemplate: {spec: {template: {spec: {containers: [{name: r, image: "e/r:1"}]}}}}}\n`;
    const quota = '---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q, namespace: a}\nspec: {hard: {pods: "3"}}\n';
    const rules = (hours: readonly number[]): string[] =>
      lint(
        readManifests([{ file: 'a/all.yaml', text: quota + hours.map((hour, index) => job(index, hour)).join('') }]),
      ).findings.map(({ rule }) => rule);
    expect(rules([0, 1, 2, 3, 4])).not.toContain('max-exceeds-quota');
    expect(rules([0, 0, 0, 0, 4])).toContain('max-exceeds-quota');
  });
});

describe('no invented traffic', () => {
  test.each([
    ['17-worker-predicted-as-web-server', /p95|errors predicted|fail \d/],
    ['18-prediction-condemns-a-fix', /p95 of|errors predicted|fail \d/],
  ])(
    '%s: neither headline nor expectations speak of latency or errors, and gates on them are unknown',
    async (name, invented) => {
      const [base, head] = [manifestsOf('repositories', name, 'base'), manifestsOf('repositories', name, 'head')];
      const predictions = await BY_DEFAULT.predict(base, head);
      const report = diffManifests({ name: 'base', manifests: base }, { name: 'head', manifests: head }, { predictions });
      expect(predictions.rows).toEqual([]);
      expect(renderDiffMarkdown(report)).not.toMatch(invented);
      expect(gatesOf(report, 'p95>+20%', 'errors>+1%', 'slo')).toEqual([
        ['unknown', false],
        ['unknown', false],
        ['unknown', false],
      ]);
    },
  );

  test.each([
    ['nobody knows its load', BY_DEFAULT],
    [
      'service times are given',
      simulatedPredictor({ scenarios: 'by-capacity', profile: givenProfile(40), threads: THIS_THREAD }),
    ],
  ])('17: a worker is not predicted as a web server (%s)', async (_name, predictor) => {
    const name = '17-worker-predicted-as-web-server';
    const { unpredicted, rows } = await predictor.predict(
      manifestsOf('repositories', name, 'base'),
      manifestsOf('repositories', name, 'head'),
    );
    expect(rows).toEqual([]);
    expect(unpredicted).toEqual([
      {
        pods: 'Deployment mailer',
        reason:
          'no Service in these manifests sends it requests and it opens no port, so it is probably a worker; a queue is not known',
      },
    ]);
  });

  test('18: the settings say what a pod is meant to use', () => {
    expect(renderDiffTerminal(diffCase('repositories', '18-prediction-condemns-a-fix')).replace(/\s+/g, ' ')).toContain(
      'a pod is meant to use 200m CPU, before it was 8m',
    );
  });
});

describe('words', () => {
  test('21-numbers-and-units: quantities as written, millicores, and the price beside the same count', () => {
    const report = diffCase('repositories', '21-numbers-and-units');
    const text = renderDiffTerminal(report).replace(/\s+/g, ' ');
    for (const words of ['CPU request 12m → 25m', 'memory request 1500Mi → 1000Mi', 'ephemeral-storage request 50Gi → 20Gi'])
      expect(text).toContain(words);
    expect(text).toContain('a pod is meant to use 12.5m CPU, before it was 6m');
    expect(firstLine(report)).toContain('8 pods at most, as before: $0.05 → $0.04 per hour');
  });

  test('pods without any request have no price', () => {
    const bare = WEB.replace('resources: {requests: {cpu: 500m, memory: 256Mi}}', 'ports: []');
    const report = diffTexts(
      bare.replace('spec:\n  selector', 'spec:\n  replicas: 2\n  selector'),
      bare.replace('spec:\n  selector', 'spec:\n  replicas: 9\n  selector'),
    );
    expect(firstLine(report)).toContain('at most 2 → 9 pods, price unknown');
    expect(renderDiffTerminal(report)).not.toMatch(/\$0\.00(?!\d)/);
    expect(gatesOf(report, 'cost>+50%', 'cpu>+50%', 'pods>+50%')).toEqual([
      ['unknown', false],
      ['unknown', false],
      ['fail', false],
    ]);
  });

  test('22-time-to-maximum: a cut of the maximum is not told as a gain in speed', () => {
    const report = diffCase('repositories', '22-time-to-maximum');
    expect(report.consequences.rows[0]?.way).toMatchObject({ least: 2, most: 8, up: { base: 15, head: 15 } });
    expect(renderDiffTerminal(report)).not.toMatch(/When load jumps/);
  });

  test('the way down is told, also where it never ends', () => {
    const slow =
      'behavior: {scaleDown: {stabilizationWindowSeconds: 600, policies: [{type: Pods, value: 1, periodSeconds: 300}]}}\n  metrics';
    const bounded = HPA.replace('maxReplicas: 40', 'maxReplicas: 8');
    const slower = diffTexts(WEB + bounded, WEB + bounded.replace('metrics', slow));
    expect(slower.consequences.rows[0]?.way?.down).toEqual({ base: 300, head: 1485 });
    expect(renderDiffTerminal(slower)).toContain('takes at least 25 min to go from 8 to 4 pods, before it took 5 min');
    const never = diffTexts(
      WEB + bounded,
      WEB + bounded.replace('metrics', 'behavior: {scaleDown: {selectPolicy: Disabled}}\n  metrics'),
    );
    expect(never.consequences.rows[0]?.way?.down.head).toBe('never');
    expect(renderDiffTerminal(never)).toContain('does not get from 8 to 4 pods: its policies do not allow it');
  });

  test('23-behavior-note-without-effect: a default that changes nothing within the bounds is no change', () => {
    const hpa = HPA.replace('maxReplicas: 40', 'maxReplicas: 8');
    expect(
      diffTexts(WEB + hpa, WEB + hpa.replace('metrics', 'behavior: {scaleDown: {stabilizationWindowSeconds: 300}}\n  metrics'))
        .changes,
    ).toEqual([]);
    const { findings } = lint(manifestsOf('repositories', '23-behavior-note-without-effect', 'head'));
    expect(findings.map(({ rule }) => rule)).not.toContain('behavior-one-way');
  });

  test('25-new-scale-to-zero: what is new says that it goes to zero, and lists no defaults', () => {
    const report = diffCase('repositories', '25-new-scale-to-zero');
    const text = renderDiffTerminal(report).replace(/\s+/g, ' ');
    expect(text).toContain(
      'Deployment w has 0 pods when idle, 10 s after the last message or request; the first one after that waits for a pod to start',
    );
    expect(text).not.toMatch(/scale-up waits|scale-down limit|time allowed to stop|AverageValue/);
  });

  test('where nothing would ever wake it, nobody is told that the first request waits', () => {
    const own = SCALED_OBJECT.replace('sum(jobs)', 'sum(vllm:num_requests_waiting)');
    const report = diffTexts('', WEB + own);
    expect(report.newFindings.map(({ rule }) => rule)).toContain('zero-on-own-metric');
    expect(renderDiffTerminal(report)).not.toContain('waits for a pod to start');
  });
});
