import { objectsOf } from '../../../charts-src/testing/lab';
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

test('services count with all their replicas, benchmarks only once, an autoscaled service with one pod', () => {
  expect(requestedMillis(objectsOf(LAB))).toBe(1300);
  const scaled = LAB.replace('replicas: 2', 'autoscaling: { hpa: { maxReplicas: 5 } }');
  expect(requestedMillis(objectsOf(scaled))).toBe(800);
});

test('a machine without enough CPU is refused before anything is made: pods would wait for ever', async () => {
  const objects = objectsOf(LAB);
  const on = (cpus: string) => requireCapacity(objects, fakeCommands({ 'docker info': { stdout: `${cpus}\n` } }).run);
  await expect(on('1')).rejects.toThrow('request 1730m of CPU; Docker has 1000m.');
  await expect(on('2')).resolves.toBeUndefined();
  await expect(on('')).resolves.toBeUndefined();
});
