import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lint, type Finding } from '../../scaling/lint';
import { readManifests } from '../../scaling/manifests';

/** Findings in a case: what is expected of each is in its expected.md. */
function findingsIn(...folder: readonly string[]): readonly Finding[] {
  const text = readFileSync(join(__dirname, ...folder, 'input.yaml'), 'utf8');
  return lint(readManifests([{ file: 'input.yaml', text }])).findings;
}

function said(findings: readonly Finding[], rule: string): string[] {
  return findings
    .filter((finding) => finding.rule === rule)
    .map(({ severity, object, path, message }) => `${severity} ${object} ${path}: ${message}`);
}

test.each<[name: string, rule: string, ...messages: string[]]>([
  [
    'hpa-injected-sidecar-dapr',
    'injected-sidecar-without-request',
    'warning HPA orders spec.metrics[0]: cpu utilization cannot be computed: Dapr injects container daprd (dapr.io/enabled) without a cpu request; set dapr.io/sidecar-cpu-request on the pods',
  ],
  [
    'hpa-job-shares-labels',
    'selector-overlap',
    'error Deployment shop spec.selector: app=shop also takes the pods of CronJob shop-report (app=shop), which HPA shop then counts as those of Deployment shop: nothing is scaled, as long as one of them exists, because container report has no cpu request',
  ],
  [
    'hpa-memory-never-down',
    'heap-above-memory-target',
    'warning HPA jvm spec.metrics[0]: is 60 % of 2 GiB; -Xms1500m -Xmx1500m takes 1.465 GiB at the start: above the target without load, so always 10 pods',
  ],
  [
    'hpa-overlapping-selectors',
    'selector-overlap',
    'error Deployment web spec.selector: app=web also takes the pods of Deployment web-canary (app=web), which HPA web then counts as those of Deployment web',
  ],
  [
    'hpa-rwo-volume',
    'shared-volume-caps-replicas',
    'warning Deployment files spec.template.spec.volumes: claim data is ReadWriteOnce, and Deployment files may have 10 pods: those on other nodes do not start',
  ],
  [
    'hpa-two-hpas-overlapping',
    'ambiguous-selector',
    'error HPA web-v1 spec.scaleTargetRef: counts pods of Deployment web-v1, and so does HPA web-v2 (app=web; app=web): AmbiguousSelector, neither scales',
    'error HPA web-v2 spec.scaleTargetRef: counts pods of Deployment web-v1, and so does HPA web-v1 (app=web; app=web): AmbiguousSelector, neither scales',
  ],
  [
    'hpa-value-on-queue-runs-away',
    'value-target-on-queue',
    'warning HPA worker spec.metrics[0]: sqs_approximate_number_of_messages_visible counts what waits, and has type Value: each sync multiplies the pods by its value over 10, up to 50; AverageValue is meant',
  ],
])('%s', (name, rule, ...messages) => {
  expect(said(findingsIn('public', name), rule)).toEqual(messages);
});

describe('what was missed in public repositories', () => {
  test.each<[name: string, rule: string, ...messages: string[]]>([
    [
      'target-above-limit',
      'target-above-limit',
      'error HPA web spec.metrics[0]: is 150 % of 0.5 CPU; the limit of 0.5 CPU is below it, so usage never passes the target and no pod is ever added',
    ],
    [
      'target-group-extensions',
      'target-not-scalable',
      'error HPA web spec.scaleTargetRef: there is no Deployment in group "extensions" (extensions/v1beta1): write apps/v1',
    ],
    [
      'hpa-target-wrong-case',
      'target-not-scalable',
      'error HPA web spec.scaleTargetRef: there is no kind deployment. Did you mean Deployment?',
    ],
    [
      'daemonset-hpa',
      'target-not-scalable',
      'error HPA web spec.scaleTargetRef: a DaemonSet cannot be scaled: the nodes decide how many pods it has',
    ],
    [
      'replicas0-hpa',
      'replicas-zero-turns-hpa-off',
      'error Deployment web spec.replicas: is 0, which turns HPA web off: there are no pods, and nothing is scaled until somebody sets a number',
    ],
    [
      'pdb-all-may-go',
      'pdb-lets-all-go',
      'warning PDB web spec.maxUnavailable: is 2: with 2 pods of Deployment web, all 2 may be evicted at once',
    ],
    [
      'overlap',
      'selector-overlap',
      'error Deployment web spec.selector: app=web also takes the pods of Deployment web-spot (app=web), which HPA web then counts as those of Deployment web',
    ],
    [
      'tiny-request',
      'cpu-target-of-few-millicores',
      'warning HPA web spec.metrics[0]: is 80 % of 0.01 CPU, 8 millicores: an idle process uses as much, so 6 pods run without load',
    ],
    [
      'memory-metric',
      'memory-does-not-fall',
      'note HPA web spec.metrics[1]: is 80 % of 1000 MiB: memory that a process keeps after a peak holds the count up, whatever the other metrics say',
    ],
    [
      'no-readiness',
      'no-readiness-probe',
      'warning Deployment web spec.template.spec.containers: container web listens on port 8080 and has no readinessProbe: each pod that HPA web adds gets requests before it answers',
    ],
    [
      'grace-shorter-than-prestop',
      'prestop-fills-grace-period',
      'warning Deployment web spec.template.spec.containers[0].lifecycle.preStop: of container web sleeps 90 s and the grace period is 30 s: the process is killed 2 s after it is told to stop, at most',
    ],
    [
      'rwo-pvc-deployment',
      'shared-volume-caps-replicas',
      'warning Deployment web spec.template.spec.volumes: claim web-data is ReadWriteOnce, and Deployment web may have 8 pods: those on other nodes do not start',
    ],
    [
      'required-antiaffinity',
      'placement-caps-replicas',
      'warning Deployment web spec.template.spec.affinity: required anti-affinity allows one pod per zone: the maximum of 20 pods of Deployment web needs 20 zones, the rest stay Pending',
    ],
    [
      'prestop-without-handler',
      'api-rejects',
      'error Deployment worker spec.selector.matchLabels.spot-allowed: is false; must be text (put it in quotes)',
      'error Deployment worker spec.template.spec.containers[0].lifecycle.preStop: must specify a handler type: one of exec, httpGet, sleep, tcpSocket',
    ],
  ])('%s', (name, rule, ...messages) => {
    expect(said(findingsIn('repositories', 'misses', name), rule)).toEqual(messages);
  });

  test('where two HPAs count the same pods, neither scales', () => {
    expect(said(findingsIn('repositories', 'misses', 'overlap'), 'ambiguous-selector')).toHaveLength(2);
  });
});
