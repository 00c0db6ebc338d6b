import { labInput, objectsOf } from '../../../charts-src/testing/lab';
import type { Arrangement } from '../../../contract';
import { fakeCommands } from '../../testing/commands';
import { requestedMillis, requireCapacity } from './capacity';

const LAB = `
services: { fastapi: { replicas: 2, resources: { requests: { cpu: 500m } } }, queue: { enabled: false } }
scenarios: { steady: { phases: [{ seconds: 5, rps: 1 }] } }
benchmarks:
  load/fastapi: { kind: load, target: fastapi, scenario: steady }
  accuracy/fastapi: { kind: accuracy, target: fastapi }
benchmarkResources: { requests: { cpu: 300m } }
`;

const requested = (yaml: string, arrangement: Arrangement = 'together'): number =>
  requestedMillis(objectsOf(yaml), { lab: labInput(yaml).lab, arrangement });

test('services count with all their replicas, benchmarks only once, an autoscaled service with one pod', () => {
  expect(requested(LAB)).toBe(1300);
  // Three pods send the load of the first benchmark at once.
  expect(requested(LAB.replace('scenario: steady }', 'scenario: steady, parallelism: 3 }'))).toBe(1900);
  const scaled = LAB.replace('replicas: 2', 'autoscaling: { hpa: { maxReplicas: 5 } }');
  expect(requested(scaled)).toBe(800);
});

test.each([
  ['a fixed number of pods', 'replicas: 2', 1700],
  ['one pod under an HPA from one', 'autoscaling: { hpa: { minReplicas: 1, maxReplicas: 3 } }', 900],
  ['the least number of pods under an HPA', 'autoscaling: { hpa: { minReplicas: 2, maxReplicas: 3 } }', 1700],
  ['one pod where Knative may have none', 'mode: Knative, autoscaling: { knative: {} }', 900],
])('an InferenceService counts with %s', (_, scaling, millis) => {
  const yaml = `services: { fastapi: { enabled: false }, queue: { enabled: false }, kserve: { enabled: true, ${scaling}, resources: { requests: { cpu: 800m } } } }
benchmarks: { parity: { kind: parity, target: kserve, servers: [kserve] } }
benchmarkResources: { requests: { cpu: 100m } }`;
  expect(requested(yaml)).toBe(millis);
});

describe('in turns', () => {
  const inTurns = (benchmarks: string): string => `
services:
  fastapi: { autoscaling: { hpa: { maxReplicas: 3 } }, resources: { requests: { cpu: 300m } } }
  triton: { enabled: true, resources: { requests: { cpu: 400m } } }
  kserve: { enabled: true, resources: { requests: { cpu: 500m } } }
  queue:
    api: { resources: { requests: { cpu: 50m } } }
    redis: { resources: { requests: { cpu: 50m } } }
    worker: { resources: { requests: { cpu: 250m } }, autoscaling: { keda: { minReplicaCount: 0, triggers: [{ type: redis, metadata: { listName: jobs, listLength: '5' } }] } } }
scenarios: { steady: { phases: [{ seconds: 5, rps: 1 }] } }
benchmarks: { ${benchmarks} }
benchmarkResources: { requests: { cpu: 100m } }
`;
  // 350: the queue, which KEDA scales to zero by itself.
  test('only the services of the largest turn count beside what never rests', () => {
    const loads = ['fastapi', 'triton'].map((name) => `load/${name}: { kind: load, target: ${name}, scenario: steady }`);
    const yaml = inTurns(loads.join(', '));
    expect(requested(yaml)).toBe(350 + 300 + 400 + 500 + 100);
    expect(requested(yaml, 'in turns')).toBe(350 + 400 + 100);
  });

  test('a benchmark of several services at once needs all of them, parity one after another', () => {
    const alone = (benchmark: string): number => requested(inTurns(`more: ${benchmark}`), 'in turns');
    expect(alone('{ kind: serving, target: triton, servers: [kserve, fastapi] }')).toBe(350 + 300 + 400 + 500 + 100);
    expect(alone('{ kind: parity, target: triton, servers: [kserve, fastapi] }')).toBe(350 + 500 + 100);
  });
});

test('a machine without enough CPU is refused before anything is made: pods would wait for ever', async () => {
  const on = (cpus: string) => requireCapacity(requested(LAB), fakeCommands({ 'docker info': { stdout: `${cpus}\n` } }).run);
  await expect(on('1')).rejects.toThrow('request 1730m of CPU at once; Docker has 1000m.');
  await expect(on('2')).resolves.toBeUndefined();
  await expect(on('')).resolves.toBeUndefined();
});
