import { readManifests } from '../../manifests';
import { upgradeReport, type UpgradeReport } from './upgrade';
import { parseRange, type Product } from './version-range';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: main, image: 'registry.example/api:1', resources: {requests: {cpu: 200m, memory: 1Gi}}}]}
---
`;

function hpa(spec: string): string {
  return `${DEPLOYMENT}apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: api}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: api}
  maxReplicas: 20
  ${spec}
`;
}

function scaledObject(rest: string): string {
  return `${DEPLOYMENT}apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {name: api, annotations: {autoscaling.keda.sh/paused-scale-in: 'true'}}
spec:
  scaleTargetRef: {name: api}
  ${rest}
`;
}

function upgrade(text: string, range: string, product: Product = 'Kubernetes'): UpgradeReport {
  const versions = parseRange('--flag', product, range)!;
  return upgradeReport('deploy', [readManifests([{ file: 'deploy.yaml', text }])], [versions]);
}

function idsOf({ changes }: UpgradeReport): string[] {
  return changes.map(({ id }) => id);
}

const CONTAINER =
  'metrics: [{type: ContainerResource, containerResource: {name: cpu, container: NAME, target: {type: Utilization, averageUtilization: 50}}}]';

test('a ContainerResource metric whose container is renamed: 1.34 skips the pods without it, 1.35 fails', () => {
  const report = upgrade(hpa(CONTAINER.replace('NAME', 'app')), '1.34..1.35');
  expect(idsOf(report)).toEqual(['container-required']);
  const [concerned] = report.changes[0]!.objects;
  expect(concerned).toMatchObject({ object: 'HPA api', path: 'spec.metrics[0]', when: 'always' });
  expect(concerned!.example).toMatchObject({ beforeReplicas: 18, afterReplicas: 10 });
  expect(upgrade(hpa(CONTAINER.replace('NAME', 'main')), '1.34..1.35').changes[0]!.objects[0]!.when).toBe('sometimes');
});

test('a Value target far too large: the minimum before 1.35, the way to the maximum from then on', () => {
  const metrics = 'metrics: [{type: External, external: {metric: {name: backlog}, target: {type: Value, value: "1"}}}]';
  const [change] = upgrade(hpa(metrics), '1.34..1.35').changes;
  expect(change!.id).toBe('totals-capped');
  expect(change!.objects[0]!.example!.beforeReplicas).toBeLessThan(10);
  expect(change!.objects[0]!.example!.afterReplicas).toBeGreaterThan(10);
});

test('a tolerance is dropped before 1.35, honoured from then on and cannot be turned off from 1.37', () => {
  const text = hpa("behavior: {scaleUp: {tolerance: '0.02'}}");
  expect(idsOf(upgrade(text, '1.34..1.36'))).toEqual(['tolerance-on']);
  expect(idsOf(upgrade(text, '1.36..1.37'))).toEqual(['tolerance-locked', 'synced-at-once']);
  const [concerned] = upgrade(text, '1.34..1.35').changes[0]!.objects;
  expect(concerned!.path).toBe('spec.behavior.scaleUp.tolerance');
  expect(concerned!.example).toMatchObject({ beforeReplicas: 100, afterReplicas: 106 });
  expect(upgrade(text, '1.34..1.35').resolvedFindings.map(({ rule }) => rule)).toEqual(['tolerance-needs-gate']);
});

test('minReplicas 0 is refused before 1.37, and from 1.36 on needs both gates', () => {
  const text = hpa(
    'minReplicas: 0\n  metrics: [{type: External, external: {metric: {name: backlog}, target: {type: AverageValue, averageValue: "1"}}}]',
  );
  expect(idsOf(upgrade(text, '1.34..1.37'))).toEqual(['zero-remembered', 'zero-on', 'synced-at-once']);
  expect(upgrade(text, '1.34..1.37').resolvedFindings.map(({ rule }) => rule)).toContain('zero-needs-gate');
});

test('a plain HPA behaves the same from 1.34 to 1.36, and is synced at once from 1.37', () => {
  expect(idsOf(upgrade(hpa('minReplicas: 2'), '1.34..1.36'))).toEqual([]);
  expect(idsOf(upgrade(hpa('minReplicas: 2'), '1.34..1.37'))).toEqual(['synced-at-once']);
});

test('a downgrade tells the same the other way round', () => {
  const [change] = upgrade(hpa("behavior: {scaleUp: {tolerance: '0.02'}}"), '1.35..1.34').changes;
  expect(change!.after).toContain('drops the field');
  expect(change!.objects[0]!.example).toMatchObject({ beforeReplicas: 106, afterReplicas: 100 });
});

test('the HPA that KEDA makes is concerned too', () => {
  const text = scaledObject(
    "advanced: {horizontalPodAutoscalerConfig: {behavior: {scaleDown: {tolerance: '0.01'}}}}\n  triggers: [{type: cpu, metricType: Utilization, metadata: {value: '60'}}]",
  );
  expect(upgrade(text, '1.34..1.35').changes[0]).toMatchObject({ id: 'tolerance-on', objects: [{ object: 'ScaledObject api' }] });
});

test('KEDA by the versions of its changelog', () => {
  const cron = scaledObject(
    "fallback: {failureThreshold: 3, replicas: 4}\n  triggers: [{type: cron, metadata: {timezone: UTC, start: 0 8 * * *, end: 0 18 * * *, desiredReplicas: '5'}}]",
  );
  expect(idsOf(upgrade(cron, '2.17..2.20', 'KEDA'))).toEqual(['keda-pause-in', 'keda-cron-zero', 'keda-fallback-from-zero']);
  expect(idsOf(upgrade(cron, '2.18..2.18.3', 'KEDA'))).toEqual([]);
  expect(upgrade(cron, '2.17..2.20', 'KEDA').notJudged).toEqual([]);
});

test('versions that nobody compared are named, not passed over', () => {
  expect(upgrade(hpa(''), '1.29..1.38').notJudged).toEqual([
    'Kubernetes 1.29: differences are known from 1.34 to 1.37 only.',
    'Kubernetes 1.38: differences are known from 1.34 to 1.37 only.',
  ]);
  expect(upgrade(hpa(''), '1.15..1.20', 'Knative').notJudged).toEqual([
    'Knative 1.15 to 1.20: no differences between its versions are known here.',
  ]);
});

test('a range is two versions', () => {
  expect(parseRange('--keda', 'KEDA', '2.18')).toBeUndefined();
  for (const wrong of ['1.34..', '..1.37', '1.34..1.35..1.36', 'a..b', '1.34..latest'])
    expect(() => parseRange('--keda', 'KEDA', wrong)).toThrow(/is no range of versions/);
  expect(parseRange('--keda', 'KEDA', 'v1.34.4..v1.37')).toEqual({ product: 'KEDA', from: 'v1.34.4', to: 'v1.37' });
});
