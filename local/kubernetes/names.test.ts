import type { KubernetesObject } from '../../contract';
import { below } from '../machine/files';
import { NAMESPACE, web, WEB_IMAGE } from '../testing/manifests';
import { validate } from './validate';

const OUT = '../../escape';

const configMap = (key: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c', namespace: NAMESPACE },
  data: { [key]: 'text' },
});
const secret = (key: string): KubernetesObject => ({ ...configMap('a'), kind: 'Secret', data: { [key]: 'YQ==' } });
const withVolume = (volume: object): KubernetesObject => web({ pod: { volumes: [volume] } });
const mounting = (mount: object): KubernetesObject =>
  web({
    pod: { volumes: [{ name: 'v', emptyDir: {} }] },
    container: { volumeMounts: [{ name: 'v', mountPath: '/v', ...mount }] },
  });

/** Everything that a manifest names and that becomes a part of a path of this machine. */
const ESCAPES: readonly (readonly [string, KubernetesObject])[] = [
  ['the namespace of an object', { ...web(), metadata: { name: 'web', namespace: OUT } }],
  ['the name of an object', { ...web(), metadata: { name: OUT, namespace: NAMESPACE } }],
  ['the name of an object, two dots alone', { ...web(), metadata: { name: '..', namespace: NAMESPACE } }],
  ['a key of a ConfigMap', configMap(OUT)],
  ['a key of a ConfigMap, two dots alone', configMap('..')],
  ['a key of a ConfigMap, an absolute path', configMap('/etc/passwd')],
  ['a key of a Secret', secret(OUT)],
  ['a stringData key of a Secret', { ...secret('a'), stringData: { [OUT]: 'a' } }],
  ['items.path of a ConfigMap volume', withVolume({ name: 'v', configMap: { name: 'c', items: [{ key: 'a', path: OUT }] } })],
  ['items.path inside out', withVolume({ name: 'v', configMap: { name: 'c', items: [{ key: 'a', path: 'a/../../b' }] } })],
  ['items.path, absolute', withVolume({ name: 'v', secret: { secretName: 's', items: [{ key: 'a', path: '/etc/cron.d/a' }] } })],
  ['items.key', withVolume({ name: 'v', configMap: { name: 'c', items: [{ key: OUT, path: 'a' }] } })],
  ['the name of a volume', withVolume({ name: OUT, emptyDir: {} })],
  ['the name of a container, which names its log', web({ container: { name: OUT } })],
  ['subPath of a mount', mounting({ subPath: OUT })],
  ['subPath of a mount, absolute', mounting({ subPath: '/etc' })],
  ['the name of a claim', web({ kind: 'StatefulSet', spec: { volumeClaimTemplates: [{ metadata: { name: OUT }, spec: {} }] } })],
];

test.each(ESCAPES)('%s cannot lead out of the run folder', (_, object) => {
  expect(() => validate([object])).toThrow(/must (be|stay)/);
});

test('hostPath and volumes of other machines are refused', () => {
  expect(() => validate([withVolume({ name: 'v', hostPath: { path: '/etc' } })])).toThrow(/hostPath/);
});

test('names that Kubernetes takes are taken', () => {
  const objects = [
    configMap('..data'.slice(1)),
    configMap('application.yaml'),
    { ...web(), metadata: { name: 'a.b-c', namespace: NAMESPACE } },
    withVolume({ name: 'v', configMap: { name: 'c', items: [{ key: 'a', path: 'deep/er/..a' }] } }),
  ];
  expect(() => validate(objects)).not.toThrow();
  expect(WEB_IMAGE).toContain('web');
});

test('the second lock: a path that leads out of its folder is never made', () => {
  expect(below('/run', 'pods', 'a')).toBe('/run/pods/a');
  expect(below('/run')).toBe('/run');
  for (const parts of [['..'], ['a', '..', '..'], ['../run2']]) expect(() => below('/run', ...parts)).toThrow(/leads out/);
});
