import { loadLab } from '../contract';
import { chosenBenchmarks, parseSettings, refuseUnknownKeys } from './settings';
import { stackNames } from './stack-names';

const KUBECONFIG = '/home/someone/.kube/config';
const DEFAULTS = { ...stackNames('lab-kind'), kubeconfig: KUBECONFIG };

test('without settings the whole lab goes on its own kind cluster and runs every benchmark', () => {
  expect(parseSettings({}, DEFAULTS)).toEqual({
    cluster: {
      kind: 'kind',
      name: 'ml-scaling-lab',
      apiServerPort: 16_443,
      nodeImage: expect.stringMatching(/^kindest\/node:v1\.35\.\d+@sha256:[0-9a-f]{64}$/) as string,
      metricsServerImage: undefined,
      manifests: {},
    },
    namespace: 'ml-scaling-lab',
    profile: 'whole',
    benchmarks: 'all',
    runId: undefined,
    imageRegistry: undefined,
  });
});

test('each product that is to be installed has a folder of manifests, and only on a cluster of our own', () => {
  expect(parseSettings({ knativeManifests: '/knative', kedaManifests: '/keda' }, DEFAULTS).cluster).toMatchObject({
    manifests: { knative: '/knative', keda: '/keda' },
  });
  expect(() => parseSettings({ cluster: 'existing', kedaManifests: '/keda' }, DEFAULTS)).toThrow(
    'lab:kedaManifests\n  means nothing with lab:cluster existing.',
  );
});

test('a cluster that is not ours is found where kubectl finds it, unless said otherwise', () => {
  expect(parseSettings({ cluster: 'existing' }, DEFAULTS).cluster).toEqual({
    kind: 'existing',
    kubeconfig: KUBECONFIG,
    context: undefined,
  });
  expect(parseSettings({ cluster: 'existing' }, DEFAULTS).profile).toBe('default');
  const raw = { cluster: 'existing', kubeconfig: '/k', context: 'prod', imageRegistry: 'registry.example.com/team/' };
  expect(parseSettings(raw, DEFAULTS)).toMatchObject({
    cluster: { kubeconfig: '/k', context: 'prod' },
    imageRegistry: 'registry.example.com/team',
  });
});

test.each([
  [{ cluster: 'knid' }, 'lab:cluster\n  knid is not a kind of cluster.\n  Did you mean kind?'],
  [
    { cluster: 'kind', kubeconfig: '/k' },
    'lab:kubeconfig\n  means nothing with lab:cluster kind.\n  pulumi config rm lab:kubeconfig',
  ],
  [{ cluster: 'existing', nodeImage: 'x' }, 'lab:nodeImage\n  means nothing with lab:cluster existing.'],
  [{ apiServerPort: '80' }, 'lab:apiServerPort\n  80 is no port.'],
  [{ clusterName: 'My Lab' }, 'lab:clusterName\n  My Lab is no name of a cluster.'],
  [{ benchmarks: ' , ' }, 'lab:benchmarks\n  names nothing.'],
])('%j is refused, and the error says what to do', (raw, message) => {
  expect(() => parseSettings(raw, DEFAULTS)).toThrow(message);
});

test('a key that nothing reads names the nearest one', () => {
  expect(() => refuseUnknownKeys(['cluster', 'benchmark'])).toThrow(
    'lab:benchmark\n  is not a setting of this stack.\n  Did you mean lab:benchmarks?',
  );
});

test('benchmarks are chosen by name or group', () => {
  const names = ['load/fastapi', 'load/queue', 'accuracy/fastapi'];
  const benchmarks = Object.fromEntries(names.map((name) => [name, { kind: 'parity', servers: ['bare'] }]));
  const { lab } = loadLab([{ file: 'lab.yaml', text: JSON.stringify({ benchmarks }) }]);
  const choose = (text: string) => chosenBenchmarks(lab, parseSettings({ benchmarks: text }, DEFAULTS).benchmarks);
  expect(choose('all')).toEqual(names);
  expect(choose('none')).toEqual([]);
  expect(choose('accuracy/fastapi, load')).toEqual(names);
  expect(choose('load/queue')).toEqual(['load/queue']);
  expect(() => choose('lod')).toThrow('lab:benchmarks lod\n  is not in this profile.\n  Did you mean load?');
});
