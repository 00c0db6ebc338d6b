import { labInput, objectOf } from '../charts-src/testing/lab';
import { restingServices } from '../charts-src';
import { atRest, renderArranged, restingIn } from './arrangement';
import { adjustmentOf } from './bridge/adjust';

const YAML = `
services:
  fastapi: { autoscaling: { hpa: { maxReplicas: 3 } }, resources: { requests: { cpu: 500m } } }
  queue: { enabled: false }
  triton: { enabled: true, resources: { requests: { cpu: 500m } } }
  kserve: { enabled: true, resources: { requests: { cpu: 500m } } }
benchmarks: { parity: { kind: parity, target: fastapi, servers: [triton, kserve] } }
benchmarkResources: { requests: { cpu: 100m } }
`;
const arranged = (availableMillis: number | undefined, more = '') =>
  renderArranged(labInput(YAML, more), { platform: [], availableMillis }).arrangement;

// 1600 for the lab, 430 for Kubernetes.
test.each([
  [2030, 'together'],
  [2029, 'in turns'],
  [1000, 'in turns'],
  [undefined, 'together'],
])('with %sm of CPU the services are up %s', (availableMillis, expected) => {
  expect(arranged(availableMillis)).toBe(expected);
});

test('lab.yaml decides first', () => {
  expect(arranged(64_000, 'turns: always')).toBe('in turns');
  expect(arranged(1000, 'turns: never')).toBe('together');
});

test('what the cluster runs besides the lab takes room too', () => {
  const addon = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'controller', namespace: 'other' },
    spec: { template: { spec: { containers: [{ resources: { requests: { cpu: '1m' } } }] } } },
  };
  expect(renderArranged(labInput(YAML), { platform: [addon], availableMillis: 2030 }).arrangement).toBe('in turns');
});

describe('at rest', () => {
  const { files } = renderArranged(labInput(YAML), { platform: [], availableMillis: 1000 });
  const objects = files.flatMap((file) => file.objects);
  const resting = restingIn(labInput(YAML).lab, 'in turns');
  const made = (kind: string, name: string) => atRest(objectOf(objects, kind, name), resting);

  test('a Deployment has no pods, also under an HPA, and nobody waits for it', () => {
    for (const name of ['fastapi', 'triton'])
      expect(made('Deployment', name)).toMatchObject({
        metadata: { annotations: { 'pulumi.com/skipAwait': 'true' } },
        spec: { replicas: 0, template: expect.anything() as unknown },
      });
  });

  test('an InferenceService is stopped, and up to date when KServe has stopped it', () => {
    const stopped = made('InferenceService', 'kserve');
    expect(stopped.metadata.annotations).toMatchObject({
      'serving.kserve.io/stop': 'true',
      'serving.kserve.io/deploymentMode': 'Standard',
    });
    expect(adjustmentOf(stopped, []).annotations).toEqual({ 'pulumi.com/waitFor': 'condition=Stopped' });
    expect(adjustmentOf(objectOf(objects, 'InferenceService', 'kserve'), []).annotations).toEqual({
      'pulumi.com/waitFor': 'condition=Ready',
    });
  });

  test('nobody waits for a Service whose pods rest', () => {
    expect(made('Service', 'triton').metadata.annotations).toEqual({ 'pulumi.com/skipAwait': 'true' });
  });

  test('together, and whatever never rests, is made as the charts have it', () => {
    expect(restingIn(labInput(YAML).lab, 'together')).toEqual([]);
    const ofQueue = restingServices(labInput('services: { fastapi: { enabled: false } }').lab);
    for (const object of objects) {
      expect(atRest(object, [])).toBe(object);
      expect(atRest(object, ofQueue)).toBe(object);
    }
  });
});
