import { hpa, messagesIn, object, rulesIn, workload } from './testing/objects';

const WEB = workload('web');

test.each([
  [{ kind: 'deployment' }, 'there is no kind deployment. Did you mean Deployment?'],
  [{ kind: 'Deployments' }, 'there is no kind Deployments. Did you mean Deployment?'],
  [{ kind: 'Statefulset' }, 'there is no kind Statefulset. Did you mean StatefulSet?'],
  [{ kind: 'DaemonSet' }, 'a DaemonSet cannot be scaled: the nodes decide how many pods it has'],
  [{ kind: 'Job', apiVersion: 'batch/v1' }, 'a Job cannot be scaled: it has no scale subresource'],
  [{ kind: 'CronJob', apiVersion: 'batch/v1' }, 'a CronJob cannot be scaled: it has no scale subresource'],
  [{ apiVersion: 'extensions/v1beta1' }, 'there is no Deployment in group "extensions" (extensions/v1beta1): write apps/v1'],
  [{ kind: 'Rollout' }, 'there is no Rollout in group "apps" (apps/v1): write argoproj.io/v1alpha1'],
])('%j cannot be moved', (target, said) => {
  expect(messagesIn(WEB, workload('web', { kind: 'DaemonSet' }), hpa('web', { target }))[0]).toBe(`target-not-scalable: ${said}`);
});

test('an old version of the right group is found all the same', () => {
  expect(rulesIn(WEB, hpa('web', { target: { apiVersion: 'apps/v1beta1' } }))).toEqual([]);
});

test('a ScaledObject is asked the same', () => {
  const scaleTargetRef = { kind: 'deployment', name: 'web' };
  const triggers = [{ type: 'cron', metadata: { timezone: 'UTC', start: '0 8 * * *', end: '0 18 * * *', desiredReplicas: '3' } }];
  const scaled = object('ScaledObject', 'web', { spec: { scaleTargetRef, maxReplicaCount: 5, triggers } }, 'keda.sh/v1alpha1');
  expect(rulesIn(WEB, scaled)).toContain('target-not-scalable');
});

test.each([
  [{ name: 'wbe' }, 'there is no Deployment wbe: did you mean web?'],
  [{ name: 'shop-web' }, 'there is no Deployment shop-web: did you mean web?'],
  [{ kind: 'StatefulSet' }, 'there is no StatefulSet web: web is a Deployment'],
])('a target %j that is not there, but looks like one that is', (target, said) => {
  expect(messagesIn(WEB, hpa('web', { target }))).toEqual([`target-missing: ${said}`]);
});

test('an autoscaler does not reach another namespace', () => {
  expect(messagesIn(workload('web', { namespace: 'shop' }), hpa('web', { namespace: 'default' }))).toEqual([
    'target-missing: there is no Deployment web in namespace default: Deployment web is in namespace shop, and an autoscaler moves workloads of its own namespace',
  ]);
});

test('a target that is in no file is not judged, and not called wrong', () => {
  expect(messagesIn(workload('api'), hpa('web'))).toEqual([
    'target-not-in-files: Deployment web is not in these files: its requests, limits, probes and labels were not judged',
  ]);
  expect(rulesIn(WEB, hpa('web'), hpa('checkout'))).toEqual(['target-not-in-files']);
});

test('0 replicas turn an HPA off; a number is put back by each apply', () => {
  expect(rulesIn(workload('web', { replicas: 0 }), hpa('web'))).toEqual(['replicas-zero-turns-hpa-off']);
  expect(rulesIn(workload('web', { replicas: 3 }), hpa('web'))).toEqual(['replicas-and-autoscaler']);
});

test('the same autoscaler written twice is one', () => {
  expect(rulesIn(WEB, hpa('web'), hpa('web', { max: 20 }))).toEqual([]);
  expect(rulesIn(WEB, hpa('web'), hpa('web-2', { target: { name: 'web' } }))).toEqual(['two-autoscalers']);
});
