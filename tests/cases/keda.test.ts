import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { diffManifests, judge, parseGate, type DiffReport, type Predictions } from '../../scaling/diff';
import { assumedProfile, simulatedPredictor } from '../../scaling/diff/simulated';
import { THIS_THREAD } from '../../scaling/simulate';
import { lint } from '../../scaling/lint';
import { readManifests, type Manifests } from '../../scaling/manifests';

const CASES = join(__dirname, 'public');

function textOf(name: string, file = 'input.yaml'): string {
  return readFileSync(join(CASES, name, file), 'utf8');
}

function manifestsOf(text: string): Manifests {
  return readManifests([{ file: 'input.yaml', text }]);
}

/** `rule @ path: message`, of everything that lint finds. */
function findingsIn(text: string): string[] {
  return lint(manifestsOf(text)).findings.map(({ rule, path, message }) => `${rule} @ ${path}: ${message}`);
}

function diffOf(base: string, head: string): DiffReport {
  return diffManifests({ name: 'base', manifests: manifestsOf(base) }, { name: 'head', manifests: manifestsOf(head) });
}

function wordsOf(base: string, head: string): string[] {
  return diffOf(base, head).changes.flatMap(({ settings }) => settings.map(({ words }) => words));
}

/** The same ScaledObject on a Deployment `api` with other parts. */
function scaledObject(spec: string, annotations = '{}'): string {
  return `${DEPLOYMENT}---
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: api, annotations: ${annotations}}
spec:
  scaleTargetRef: {name: api}
${spec}`;
}
const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: main, image: api, resources: {requests: {cpu: 200m, memory: 256Mi}}}]}
`;
const PROMETHEUS = `{type: prometheus, metadata: {serverAddress: "http://p:9090", query: "sum(rate(http_requests_total[2m]))", threshold: "20"}}`;

test('the inputs are those that were filed', () => {
  expect(existsSync(join(CASES, 'keda-cron-above-max', 'expected.md'))).toBe(true);
});

describe('triggers', () => {
  test('keda-kafka-bad-metadata: what is missing and what was meant', () => {
    expect(findingsIn(textOf('keda-kafka-bad-metadata'))).toEqual([
      'api-rejects @ spec.triggers[0].metadata.bootstrapServers: is missing: write it, or give it by bootstrapServersFromEnv',
      'api-rejects @ spec.triggers[0].metadata.consumerGroup: is missing: write it, or give it by consumerGroupFromEnv',
      'setting-ignored @ spec.triggers[0].metadata.bootstrapServer: is not a setting of a kafka trigger. Did you mean bootstrapServers?',
      'setting-ignored @ spec.triggers[0].metadata.group: is not a setting of a kafka trigger. Did you mean consumerGroup?',
      'setting-ignored @ spec.triggers[0].metadata.lagThreshhold: is not a setting of a kafka trigger. Did you mean lagThreshold?',
    ]);
  });

  test('keda-cpu-averagevalue-no-request: KEDA refuses it, and takes it with a limit', () => {
    const text = textOf('keda-cpu-averagevalue-no-request');
    expect(findingsIn(text)).toContain('api-rejects @ spec.triggers[0].type: cpu needs a cpu request on container main');
    expect(findingsIn(text.replace('requests: {memory: 1Gi}', 'limits: {cpu: 1, memory: 1Gi}'))).toEqual([]);
    expect(findingsIn(text.replace('requests: {memory: 1Gi}', 'requests: {cpu: 100m}'))).toEqual([]);
  });

  test('keda-null-values-scale-down: an empty answer does not reach the fallback', () => {
    const text = textOf('keda-null-values-scale-down');
    expect(findingsIn(text)).toEqual([
      'keda-empty-answer-hides-failure @ spec.triggers[0].metadata.ignoreNullValues: is true unless written: an empty answer reads as 0, so that the fallback never acts on it',
    ]);
    expect(findingsIn(text.replace('threshold: "100"', 'threshold: "100", ignoreNullValues: "false"'))).toEqual([]);
    expect(findingsIn(text.replace(`'orders'})"`, `'orders'}) or vector(0)", ignoreNullValues: "false"`))).toEqual([
      'keda-empty-answer-hides-failure @ spec.triggers[0].metadata.query: `or vector(0)` makes 0 of an empty answer, so that the fallback never acts on it',
    ]);
    expect(findingsIn(text.replace('  fallback: {failureThreshold: 3, replicas: 10}\n', ''))).toEqual([]);
  });
});

describe('TriggerAuthentication', () => {
  const inUse = textOf('keda-triggerauth-missing');
  const cluster = inUse.replace('{name: sqs-creds}', '{name: sqs-creds, kind: ClusterTriggerAuthentication}');
  const withAuthentication = (spec: string, kind = 'TriggerAuthentication'): string =>
    `${kind === 'TriggerAuthentication' ? inUse : cluster}---\napiVersion: keda.sh/v1alpha1\nkind: ${kind}\nmetadata: {name: sqs-creds}\nspec: ${spec}\n`;

  test('keda-triggerauth-missing', () => {
    expect(findingsIn(inUse)).toEqual([
      'keda-authentication-missing @ spec.triggers[0].authenticationRef: there is no TriggerAuthentication sqs-creds in these manifests',
    ]);
    expect(findingsIn(withAuthentication('{podIdentity: {provider: aws}}'))).toEqual([]);
    expect(
      findingsIn(
        withAuthentication('{podIdentity: {provider: aws}}').replace(
          /\{name: sqs-creds\}\nspec/,
          '{name: sqs-creds, namespace: other}\nspec',
        ),
      ),
    ).toEqual([]);
  });

  test('one of another namespace does not count', () => {
    const text = withAuthentication('{podIdentity: {provider: aws}}')
      .replace('metadata: {name: sqs-creds}', 'metadata: {name: sqs-creds, namespace: other}')
      .replace('  name: api\nspec:\n  scaleTargetRef', '  name: api\n  namespace: shop\nspec:\n  scaleTargetRef');
    expect(findingsIn(text)).toEqual([
      'keda-authentication-missing @ spec.triggers[0].authenticationRef: there is no TriggerAuthentication sqs-creds in namespace shop in these manifests',
    ]);
  });

  test('a ClusterTriggerAuthentication may be kept elsewhere: a note', () => {
    expect(lint(manifestsOf(cluster)).findings).toMatchObject([{ rule: 'keda-cluster-authentication-unseen', severity: 'note' }]);
    expect(findingsIn(withAuthentication('{podIdentity: {provider: aws}}', 'ClusterTriggerAuthentication'))).toEqual([]);
  });

  test('a kind that KEDA does not have', () => {
    expect(findingsIn(inUse.replace('{name: sqs-creds}', '{name: sqs-creds, kind: Secret}'))).toEqual([
      'keda-authentication-kind @ spec.triggers[0].authenticationRef.kind: Secret is neither a TriggerAuthentication nor a ClusterTriggerAuthentication',
    ]);
  });

  test('one that does not give what the scaler needs', () => {
    const text = `${scaledObject(`  maxReplicaCount: 5
  triggers: [{type: rabbitmq, authenticationRef: {name: rabbit}, metadata: {queueName: jobs}}]`)}
---
apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata: {name: rabbit}
spec: {secretTargetRef: [{parameter: hostname, name: rabbit, key: url}]}
`;
    expect(findingsIn(text)).toEqual([
      'keda-authentication-incomplete @ spec.triggers[0].authenticationRef: TriggerAuthentication rabbit gives no host, and metadata has none',
    ]);
    expect(findingsIn(text.replace('hostname', 'host'))).toEqual([]);
  });

  test('diff-keda-trigger-auth-removed: an error that is new in the head', () => {
    const [base, head] = ['base.yaml', 'head.yaml'].map((file) => textOf('diff-keda-trigger-auth-removed', file)) as [
      string,
      string,
    ];
    const report = judge(diffOf(base, head), [parseGate('lint')]);
    expect(report.changes).toMatchObject([{ object: 'TriggerAuthentication sqs-creds', change: 'removed' }]);
    expect(report.newFindings).toMatchObject([
      { rule: 'keda-authentication-missing', severity: 'error', object: 'ScaledObject api' },
    ]);
    expect(report.gates).toMatchObject([{ pass: false, verdict: 'fail' }]);
    expect(diffOf(base, base).isChanged).toBe(false);
  });

  test('where a password comes from is told when that changes', () => {
    const from = (secret: string): string =>
      withAuthentication(`{secretTargetRef: [{parameter: awsAccessKeyID, name: ${secret}, key: id}]}`);
    expect(wordsOf(from('old'), from('new'))).toEqual(['awsAccessKeyID from Secret old → from Secret new']);
  });
});

describe('cron', () => {
  test('keda-cron-above-max, -below-min and -same-start-end', () => {
    expect(findingsIn(textOf('keda-cron-above-max'))).toEqual([
      'setting-ignored @ spec.triggers[0].metadata.desiredReplicas: 45 is above maxReplicaCount: there are at most 20 pods',
    ]);
    expect(findingsIn(textOf('keda-cron-below-min'))).toEqual([
      'setting-ignored @ spec.triggers[1].metadata.desiredReplicas: 1 has no effect: a cron trigger only raises, and minReplicaCount holds 3 pods at any time',
    ]);
    expect(findingsIn(textOf('keda-cron-same-start-end'))).toEqual([
      'api-rejects @ spec.triggers[0].metadata.end: is the same as start: there would be nothing between them',
    ]);
  });

  const cron = (start: string, end: string, desiredReplicas: string, timezone = 'Europe/Berlin'): string =>
    `{type: cron, metadata: {timezone: "${timezone}", start: "${start}", end: "${end}", desiredReplicas: "${desiredReplicas}"}}`;
  const on = (...triggers: string[]): string =>
    scaledObject(`  minReplicaCount: 1\n  maxReplicaCount: 20\n  triggers: [${triggers.join(', ')}]\n`);
  const office = cron('0 8 * * 1-5', '0 18 * * 1-5', '5');

  test.each([
    ['no pods', cron('0 8 * * *', '0 18 * * *', '0'), 'desiredReplicas: must not be 0'],
    [
      'a zone that does not exist',
      cron('0 8 * * *', '0 18 * * *', '5', 'Europe/Berln'),
      'timezone: Europe/Berln is not in the IANA database',
    ],
    [
      'Sunday as 7',
      cron('0 8 * * 1-7', '0 18 * * *', '5'),
      'start: "0 8 * * 1-7" has 1-7 as day of the week, which goes from 0 to 6 (Sunday is 0)',
    ],
    ['six fields', cron('0 0 8 * * *', '0 18 * * *', '5'), 'start: "0 0 8 * * *" must have five fields'],
    ['a name', cron('@daily', '0 18 * * *', '5'), 'start: "@daily" must be five fields'],
  ])('%s is refused', (_title, trigger, message) => {
    const found = findingsIn(on(trigger));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`api-rejects @ spec.triggers[0].metadata.${message}`);
  });

  test('a date that never comes, and a trigger that another one covers', () => {
    expect(findingsIn(on(cron('0 8 31 2 *', '0 18 * * *', '5')))).toEqual([
      'setting-ignored @ spec.triggers[0].metadata.start: never comes: KEDA then takes the trigger as always active',
    ]);
    expect(findingsIn(on(office, cron('0 9 * * 1-5', '0 12 * * 1-5', '3')))).toEqual([
      'setting-ignored @ spec.triggers[1].metadata.desiredReplicas: has no effect: whenever it is active, triggers[0] asks for 5, and the most counts, not the sum',
      'keda-cron-overlap @ spec.triggers[1].metadata.start: is active together with triggers[0] for 15 h a week: then 5 pods, not 8',
    ]);
    expect(findingsIn(on(office, cron('0 18 * * 1-5', '0 22 * * 1-5', '3')))).toEqual([]);
  });

  test('diff-keda-cron-changed: the schedule is told, and what it comes to in a week', () => {
    const [base, head] = ['base.yaml', 'head.yaml'].map((file) => textOf('diff-keda-cron-changed', file)) as [string, string];
    expect(wordsOf(base, head)).toEqual([
      'cron trigger at least 5 pods, Mon–Fri 08:00–18:00 (Europe/Berlin) → at least 2 pods, Mon–Fri 10:00–18:00 (Europe/Berlin)',
      'cron raises the minimum for 50 h a week (250 pod-hours) → 40 h a week (80 pod-hours)',
    ]);
  });

  test('a floor and not a ceiling: the bounds stay, and what is above the maximum is cut', () => {
    const report = diffOf(on(office), on(cron('0 8 * * 1-5', '0 18 * * 1-5', '45')));
    expect(report.consequences.total).toMatchObject({ base: { minPods: 1, maxPods: 20 }, head: { minPods: 1, maxPods: 20 } });
    expect(report.changes.flatMap(({ settings }) => settings.map(({ words }) => words))[1]).toBe(
      'cron raises the minimum for 50 h a week (250 pod-hours) → 50 h a week (1000 pod-hours)',
    );
  });
});

describe('pauses, and who sets the count', () => {
  test('keda-paused-replicas-zero and keda-paused-scale-in-left-on', () => {
    expect(findingsIn(textOf('keda-paused-replicas-zero'))).toEqual([
      'keda-paused @ metadata.annotations.autoscaling.keda.sh/paused-replicas: is 0: no pod runs at all, and there is no HPA',
    ]);
    expect(findingsIn(textOf('keda-paused-scale-in-left-on'))).toEqual([
      'keda-paused @ metadata.annotations.autoscaling.keda.sh/paused-scale-in: is on: no pod is ever removed, so that 20 once reached stay',
    ]);
  });

  test('every other pause is named too, and none that is off', () => {
    const paused = (annotations: string): string[] =>
      findingsIn(scaledObject(`  minReplicaCount: 1\n  maxReplicaCount: 9\n  triggers: [${PROMETHEUS}]\n`, annotations));
    expect(paused('{autoscaling.keda.sh/paused: "true"}')).toEqual([
      'keda-paused @ metadata.annotations.autoscaling.keda.sh/paused: is on: the pods stay as many as there are now, and there is no HPA',
    ]);
    expect(paused('{autoscaling.keda.sh/paused-scale-out: "true"}')).toEqual([
      'keda-paused @ metadata.annotations.autoscaling.keda.sh/paused-scale-out: is on: no pod is ever added, whatever the load',
    ]);
    expect(paused('{autoscaling.keda.sh/paused-replicas: "4"}')).toEqual([
      'keda-paused @ metadata.annotations.autoscaling.keda.sh/paused-replicas: is 4: it stays at 4 pods whatever the load, and there is no HPA',
    ]);
    expect(paused('{autoscaling.keda.sh/paused: "false"}')).toEqual([]);
  });

  test('keda-restore-original: told when the ScaledObject goes, and only then', () => {
    const text = textOf('keda-restore-original');
    const [deployment = ''] = text.split('---');
    const restored = 'KEDA puts the replicas back to what they were when it was created (restoreToOriginalReplicaCount)';
    expect(wordsOf(text, deployment)).toContain(restored);
    expect(wordsOf(text, text.replace('Count: true', 'Count: false'))).not.toContain(restored);
  });

  test('keda-transfer-hpa-ownership: KEDA owns the HPA; it goes from the manifests', () => {
    const text = textOf('keda-transfer-hpa-ownership');
    expect(findingsIn(text)).toEqual([
      'keda-owns-hpa @ spec.scaleTargetRef: belongs to KEDA from now on: ScaledObject api takes it over by name, and every apply of this HPA undoes that',
    ]);
    const unnamed = findingsIn(text.replace('  advanced: {horizontalPodAutoscalerConfig: {name: api}}\n', ''));
    expect(unnamed).toHaveLength(1);
    expect(unnamed[0]).toMatch(
      /^two-autoscalers .*to hand HPA api over to KEDA, name it in advanced.horizontalPodAutoscalerConfig.name$/,
    );
  });

  test('keda-zero-skips-behavior: the last step is not the HPA’s', () => {
    const text = textOf('keda-zero-skips-behavior');
    const path = 'spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown';
    const zero = (one: string): string[] => findingsIn(one).filter((finding) => finding.startsWith('keda-zero-skips-behavior'));
    expect(zero(text)).toEqual([
      `keda-zero-skips-behavior @ ${path}: does not hold the last step: after 60 s without activity KEDA goes from any count, up to 40, to 0, past the window of 600 s and the policies`,
    ]);
    expect(zero(text.replace('minReplicaCount: 0', 'minReplicaCount: 1'))).toEqual([]);
    expect(
      zero(
        text
          .replace('{type: Pods, value: 1, periodSeconds: 120}', '{type: Percent, value: 100, periodSeconds: 15}')
          .replace('cooldownPeriod: 60', 'cooldownPeriod: 900'),
      ),
    ).toEqual([]);
    expect(zero(text.replace('minReplicaCount: 0', 'minReplicaCount: 2\n  idleReplicaCount: 0'))).toHaveLength(1);
  });

  test('keda-http-add-on: two autoscalers, or what is not read is named', () => {
    const report = lint(manifestsOf(textOf('keda-http-add-on')));
    const isTold =
      report.findings.some(({ rule }) => rule === 'two-autoscalers') ||
      report.notJudged.some(({ object }) => object === 'HTTPScaledObject site');
    expect(isTold).toBe(true);
  });
});

describe('what is not understood is named, and a gate on it is unknown', () => {
  const gateOf = (base: string, head: string): string | undefined =>
    judge(diffOf(base, head), [parseGate('pods>+10%')]).gates[0]?.verdict;
  const saidOf = (text: string): string[] =>
    manifestsOf(text).notJudged.map(({ field, message }) => `${field ?? ''}: ${message}`);

  test('a scaler of somebody else', () => {
    const external = (tasks: string): string =>
      scaledObject(
        `  maxReplicaCount: 9\n  triggers: [{type: external, metadata: {scalerAddress: "s:9090", tasks: "${tasks}"}}]\n`,
      );
    expect(saidOf(external('5'))).toEqual(['spec.triggers[0]: what a trigger of type external reads, only its scaler knows']);
    expect(gateOf(external('5'), external('50'))).toBe('unknown');
    expect(gateOf(external('5'), external('5'))).toBe('pass');
  });

  test('a type, an annotation and fields that KEDA does not have', () => {
    const text = scaledObject(
      `  minReplicas: 2\n  maxReplicaCount: 9\n  fallback: {failureThreshold: 3, replicas: 2, behaviour: static}\n  triggers: [{type: rabbit, metadata: {queueName: q}, authentication: {name: a}}]\n`,
      '{autoscaling.keda.sh/pause: "true", keda.sh/whatever: x}',
    );
    expect(saidOf(text)).toEqual([
      'spec.triggers[0]: rabbit is not a trigger type of KEDA',
      'metadata.annotations.autoscaling.keda.sh/pause: autoscaling.keda.sh/pause is not an annotation that KEDA reads. Did you mean autoscaling.keda.sh/paused?',
      'metadata.annotations.keda.sh/whatever: keda.sh/whatever is not an annotation that KEDA reads',
      'spec.minReplicas: minReplicas is not a field of a ScaledObject. Did you mean minReplicaCount?',
      'spec.fallback.behaviour: behaviour is not a field of a ScaledObject. Did you mean behavior?',
      'spec.triggers[0].authentication: authentication is not a field of a ScaledObject. Did you mean authenticationRef?',
    ]);
    expect(gateOf(text, text.replace('minReplicas: 2', 'minReplicas: 30'))).toBe('unknown');
  });
});

describe('Kafka: no more consumers than partitions', () => {
  const kafka = (more: string): string =>
    scaledObject(
      `  maxReplicaCount: 20\n  triggers: [{type: kafka, metadata: {bootstrapServers: "k:9092", consumerGroup: g, topic: orders, lagThreshold: "50"${more}}}]\n`,
    );
  const topic = (partitions: number): string =>
    `---\napiVersion: kafka.strimzi.io/v1beta2\nkind: KafkaTopic\nmetadata: {name: orders, namespace: kafka}\nspec: {partitions: ${partitions}, replicas: 3}\n`;

  test('partitions are those of the trigger, or of a topic in the manifests', () => {
    const rule = 'keda-kafka-partitions @ spec.maxReplicaCount';
    expect(findingsIn(kafka(''))).toEqual([]);
    expect(findingsIn(kafka(', partitionLimitation: "0-3,7"'))).toEqual([
      `${rule}: is 20, and there are 5 partitions: KEDA asks for at most 5 pods`,
    ]);
    expect(findingsIn(kafka('') + topic(6))).toEqual([
      `${rule}: is 20, and there are 6 partitions: KEDA asks for at most 6 pods`,
    ]);
    expect(findingsIn(kafka(', allowIdleConsumers: "true"') + topic(6))).toEqual([
      `${rule}: is 20, and there are 6 partitions: pods beyond 6 have nothing to read`,
    ]);
    expect(findingsIn(kafka('') + topic(24))).toEqual([]);
  });

  test('a change of partitions is told', () => {
    expect(wordsOf(kafka('') + topic(6), kafka('') + topic(12))).toEqual(['partitions 6 → 12']);
  });
});

describe('predicted', () => {
  const options = { scenarios: 'by-capacity', profile: assumedProfile(), seeds: 2, threads: THIS_THREAD } as const;
  const predict = (base: string, head: string): Promise<Predictions> =>
    simulatedPredictor(options).predict(manifestsOf(base), manifestsOf(head));
  const replicaHours = ({ rows }: Predictions): { base: number; head: number }[] =>
    rows.filter(({ metric }) => metric === 'replicaHours').map(({ base, head }) => ({ base: base.value, head: head.value }));

  test('diff-keda-cron-changed is simulated where the two schedules differ the longest', async () => {
    const [base, head] = ['base.yaml', 'head.yaml'].map((file) => textOf('diff-keda-cron-changed', file)) as [string, string];
    const predictions = await predict(base, head);
    expect(predictions.unpredicted).toEqual([]);
    expect(predictions.assumptions.join('\n')).toContain(
      'as on Mon 09:30 UTC, when cron asks for 5 pods in the base and for 2 pods in the head',
    );
    for (const { base: before, head: after } of replicaHours(predictions)) {
      expect(before / after).toBeGreaterThan(2.2);
      expect(before / after).toBeLessThan(2.8);
    }
  });

  test.each([
    ['kafka', 'bootstrapServers: "k:9092", consumerGroup: g, topic: t', 'lagThreshold'],
    ['rabbitmq', 'host: "http://r", queueName: q, mode: QueueLength', 'value'],
    ['aws-sqs-queue', 'queueURL: "https://sqs.eu-west-1.amazonaws.com/1/q", awsRegion: eu-west-1', 'queueLength'],
    ['gcp-pubsub', 'subscriptionName: s, credentialsFromEnv: C', 'value'],
    ['azure-servicebus', 'queueName: q, connectionFromEnv: C', 'messageCount'],
    ['nats-jetstream', 'account: a, stream: s, consumer: c, natsServerMonitoringEndpoint: "n:8222"', 'lagThreshold'],
  ])('%s is predicted as a queue', async (type, metadata, target) => {
    const on = (length: string): string =>
      scaledObject(`  maxReplicaCount: 5\n  triggers: [{type: ${type}, metadata: {${metadata}, ${target}: "${length}"}}]\n`);
    const predictions = await predict(on('2'), on('200'));
    expect(predictions.unpredicted).toEqual([]);
    expect(predictions.assumptions.join('\n')).toContain('nobody gives up waiting for a job');
    for (const { base, head } of replicaHours(predictions)) expect(base).toBeGreaterThan(head);
  });
});
