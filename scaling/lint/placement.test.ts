import { hpa, messagesIn, object, rulesIn, workload } from './testing/objects';

function claim(name: string, ...accessModes: readonly string[]): ReturnType<typeof object> {
  return object('PersistentVolumeClaim', name, { spec: { accessModes } });
}

const SHARING = workload('files', { pod: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] } });

test.each([['ReadWriteOnce'], ['ReadWriteOncePod']])('a %s claim under several pods', (mode) => {
  expect(messagesIn(SHARING, hpa('files'), claim('data', mode))).toEqual([
    `shared-volume-caps-replicas: claim data is ${mode}, and Deployment files may have 10 pods: those on other nodes do not start`,
  ]);
});

test('claims of many nodes, other claims, one pod and templates of a StatefulSet are fine', () => {
  expect(rulesIn(SHARING, hpa('files'), claim('data', 'ReadWriteOnce', 'ReadWriteMany'))).toEqual([]);
  expect(rulesIn(SHARING, hpa('files'), claim('data', 'ReadOnlyMany'))).toEqual([]);
  expect(rulesIn(SHARING, hpa('files'), claim('logs', 'ReadWriteOnce'))).toEqual([]);
  expect(rulesIn(SHARING, claim('data', 'ReadWriteOnce'))).toEqual([]);
});

test('a disk that is written into the pod attaches to one node, read-only to many', () => {
  const withDisk = (volume: object): string[] =>
    messagesIn(workload('files', { pod: { volumes: [{ name: 'disk', ...volume }] } }), hpa('files'));
  expect(withDisk({ gcePersistentDisk: { pdName: 'd' } })[0]).toContain('its gcePersistentDisk volume attaches to one node');
  expect(withDisk({ awsElasticBlockStore: { volumeID: 'v' } })).toHaveLength(1);
  expect(withDisk({ gcePersistentDisk: { pdName: 'd', readOnly: true } })).toEqual([]);
  expect(withDisk({ emptyDir: {} })).toEqual([]);
});

describe('one pod per place', () => {
  const apart = (term: object): object => ({
    affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
  });
  const zone = 'topology.kubernetes.io/zone';
  const own = { matchLabels: { app: 'web' } };

  test.each([
    [{ labelSelector: own, topologyKey: zone }, 'needs 10 zones'],
    [{ labelSelector: own, topologyKey: 'kubernetes.io/hostname' }, 'needs 10 nodes'],
    [{ labelSelector: own, topologyKey: 'rack' }, 'needs 10 values of the node label rack'],
    [
      { labelSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] }, topologyKey: zone },
      'needs 10 zones',
    ],
    [{ labelSelector: {}, topologyKey: zone }, 'needs 10 zones'],
  ])('%j %s', (term, said) => {
    const found = messagesIn(workload('web', { pod: apart(term) }), hpa('web'));
    expect(found).toEqual([expect.stringContaining(said)]);
  });

  test.each([
    ['against others', { labelSelector: { matchLabels: { app: 'db' } }, topologyKey: zone }],
    ['without a selector, which takes no pod', { topologyKey: zone }],
    ['in other namespaces', { labelSelector: own, namespaces: ['other'], topologyKey: zone }],
  ])('anti-affinity %s caps nothing', (_, term) => {
    expect(rulesIn(workload('web', { pod: apart(term) }), hpa('web'))).toEqual([]);
  });

  test('preferred anti-affinity caps nothing, nor does a fixed number of pods', () => {
    const preferred = [{ weight: 100, podAffinityTerm: { labelSelector: own, topologyKey: zone } }];
    const pod = { affinity: { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } } };
    expect(rulesIn(workload('web', { pod }), hpa('web'))).toEqual([]);
    expect(rulesIn(workload('web', { replicas: 3, pod: apart({ labelSelector: own, topologyKey: zone }) }))).toEqual([]);
  });

  test('a port of the node, also by the network of the node', () => {
    const port = (ports: object, pod: object = {}): string[] =>
      messagesIn(workload('web', { container: { ports: [ports] }, pod }), hpa('web'));
    expect(port({ containerPort: 80, hostPort: 8080 })).toEqual([
      'placement-caps-replicas: port 8080 of the node goes to one pod: the maximum of 10 pods of Deployment web needs 10 nodes, the rest stay Pending',
    ]);
    expect(port({ containerPort: 80 }, { hostNetwork: true })[0]).toContain('port 80 of the node');
    expect(port({ containerPort: 80 })).toEqual([]);
  });
});
