import { explainHpa } from './explain';
import { recordingOf } from './recording';

const SPEC = {
  minReplicas: 1,
  maxReplicas: 4,
  metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
};
const POD = {
  phase: 'Running',
  deleting: false,
  ready: 'True',
  readyTransitionMs: -900_000,
  startMs: -900_000,
  containers: [{ name: 'web', requestsMilli: { cpu: 100 } }],
};

test('decisions of a local lab are read, with null for a pod that has no sample', () => {
  const sample = { atMs: 0, windowMs: 15_000, containers: [{ name: 'web', usageMilli: 90 }] };
  const inputs = {
    specReplicas: 2,
    statusReplicas: 2,
    pods: [
      { ...POD, name: 'a' },
      { ...POD, name: 'b' },
    ],
    resources: { cpu: [sample, null] },
  };
  const header = {
    schema: 'lab.decisions/v1',
    controller: 'hpa',
    namespace: 'lab',
    name: 'web',
    setup: { spec: SPEC, settings: {} },
  };
  const [recording] = recordingOf('hpa-web.ndjson', [header, { at: 0, inputs }]);
  if (recording?.kind !== 'complete') throw new Error('not complete');
  expect(recording.name).toBe('HPA web');
  const [reason] = explainHpa(recording.spec, recording.settings, recording.syncs);
  // 90 % of the pod with a sample; the other one counts as idle when it would be about more pods.
  expect(reason).toMatchObject({ from: 2, to: 2, asked: [{ metric: 'cpu', replicas: 2, averageUtilization: 90 }] });
});

test.each([
  [
    { schema: 'lab.decisions/v1', controller: 'kpa', name: 'web', setup: {} },
    /is of kpa, and only decisions of an HPA are explained/,
  ],
  [{ name: 'lab' }, /is neither a recording of decisions nor a trace of an HPA/],
])('what is no recording of an HPA is refused in words', (line, message) => {
  expect(() => recordingOf('file', [line])).toThrow(message);
});
