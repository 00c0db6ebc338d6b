import { readManifests } from '../manifests';
import { lint } from './lint';
import { cronJob, external, hpa, messagesIn, object, ownContainer, rulesIn, workload } from './testing/objects';

/** Kinds of findings that were false, or said too much, on public repositories. */
describe('found on public trees', () => {
  const emptyProbe = { livenessProbe: { initialDelaySeconds: 30 } };

  test('a probe of an LLMInferenceService gets its handler from the template of KServe', () => {
    const chat = (container: object) =>
      object(
        'LLMInferenceService',
        'chat',
        { spec: { template: { containers: [{ name: 'main', image: 'vllm', ...container }] } } },
        'serving.kserve.io/v1alpha1',
      );
    expect(messagesIn(chat(emptyProbe))).toEqual([]);
    const twoHandlers = { livenessProbe: { httpGet: { port: 80 }, tcpSocket: { port: 80 } } };
    expect(messagesIn(chat(twoHandlers))[0]).toContain('has httpGet and tcpSocket; only one of');
  });

  test('a readiness probe of a Knative Service may leave the handler out, a liveness probe may not', () => {
    const service = (probes: object) =>
      object(
        'Service',
        'hello',
        {
          spec: {
            template: {
              metadata: { annotations: { 'autoscaling.knative.dev/max-scale': '5' } },
              spec: { containers: [{ image: 'hello', ...probes }] },
            },
          },
        },
        'serving.knative.dev/v1',
      );
    expect(rulesIn(service({ readinessProbe: { periodSeconds: 5 } }))).toEqual([]);
    expect(rulesIn(service(emptyProbe))).toEqual(['api-rejects']);
  });

  test('Istio fills in requests and probes of a container whose image is auto', () => {
    const gateway = (image: string) =>
      workload('gateway', { containers: [{ name: 'istio-proxy', image, ports: [{ containerPort: 8443 }] }] });
    expect(rulesIn(gateway('auto'), hpa('gateway'))).toEqual([]);
    expect(rulesIn(gateway('istio/proxyv2'), hpa('gateway'))).toEqual(['no-readiness-probe', 'utilization-without-requests']);
  });

  test('a budget for pods of Jobs makes drains wait for them, and that is what it is for', () => {
    const budget = object(
      'PodDisruptionBudget',
      'mirror',
      { spec: { minAvailable: 1, selector: { matchLabels: { app: 'mirror' } } } },
      'policy/v1',
    );
    expect(messagesIn(cronJob('mirror', { app: 'mirror' }), budget)).toEqual([]);
    expect(messagesIn(workload('mirror', { replicas: 1 }), budget)).toEqual([
      'pdb-blocks-drain: is 1: with 1 pod, no pod of Deployment mirror may be evicted',
    ]);
    expect(messagesIn(workload('mirror'), hpa('mirror', { min: 1 }), budget)).toEqual([
      'pdb-blocks-drain: is 1: at its minimum of 1, no pod of Deployment mirror may be evicted (HPA mirror)',
    ]);
  });

  test('between 0 and 1 pods a metric is a switch, and a switch may be quick', () => {
    const quick = (max: number) =>
      hpa('files', {
        min: 0,
        max,
        metrics: [external('storage_up', { type: 'Value', value: '1' })],
        behavior: {
          scaleUp: { stabilizationWindowSeconds: 0 },
          scaleDown: { stabilizationWindowSeconds: 0, policies: [{ type: 'Pods', value: 1, periodSeconds: 15 }] },
        },
      });
    expect(rulesIn(workload('files'), quick(1))).not.toContain('hasty-scale-down');
    expect(rulesIn(workload('files'), quick(2))).toContain('hasty-scale-down');
  });

  test('two autoscalers in files beside each other may be alternatives: the finding says which files', () => {
    const texts = ['cpu', 'gpu'].map((metric) => ({
      file: `hpa/${metric}.yaml`,
      text: JSON.stringify({ ...hpa('web'), metadata: { name: `web-${metric}` } }),
    }));
    const found = lint(readManifests(texts)).findings.filter(({ rule }) => rule === 'two-autoscalers');
    expect(found.map(({ message }) => message)).toEqual([
      'Deployment web is moved by HPA web-cpu too, where hpa/cpu.yaml is applied as well',
    ]);
  });

  test('a pod by itself is named for what it is', () => {
    const pod = object('Pod', 'debug', { spec: { containers: [ownContainer('debug')] } });
    const { notJudged } = lint(readManifests([{ file: 'pod.yaml', text: JSON.stringify(pod) }]));
    expect(notJudged.map(({ message }) => message)).toEqual(['a pod that nothing makes anew or scales is not counted']);
  });
});
