import { readFileSync } from 'node:fs';
import { UserError } from '../user-error';
import { loadLab } from './load';

function messageOf(text: string, overlay?: string): string {
  try {
    loadLab([{ file: 'lab.yaml', text }, ...(overlay === undefined ? [] : [{ file: 'profiles/full.yaml', text: overlay }])]);
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return '';
}

test('an empty file is a valid lab', () => {
  expect(loadLab([{ file: 'lab.yaml', text: '' }]).lab.services.fastapi.port).toBe(8000);
});

test('the committed lab.yaml is valid and runs load, queue and accuracy benchmarks', () => {
  const { lab } = loadLab([{ file: 'lab.yaml', text: readFileSync('lab.yaml', 'utf8') }]);
  expect(Object.values(lab.benchmarks).map((benchmark) => benchmark.kind)).toEqual(['load', 'queue', 'accuracy']);
});

test('a misspelt key names file, line and the nearest key', () => {
  const text = 'services:\n  fastapi:\n    autoscaling:\n      hpa:\n        maxReplica: 4\n        maxReplicas: 5\n';
  expect(messageOf(text)).toBe(
    'lab.yaml:5  services.fastapi.autoscaling.hpa.maxReplica\n  is not a setting. Did you mean maxReplicas?\n  code: setting-unknown',
  );
});

test('a misspelt key at the top level is found too', () => {
  expect(messageOf('servces: {}\n')).toBe(
    'lab.yaml:1  servces\n  is not a setting. Did you mean services?\n  code: setting-unknown',
  );
});

test('a wrong unit says what an amount looks like', () => {
  const text = 'services:\n  fastapi:\n    resources:\n      limits: { cpu: 500Mi }\n';
  expect(messageOf(text)).toContain('lab.yaml:4  services.fastapi.resources.limits.cpu\n  is not a CPU amount');
});

test('memory in megabytes is refused with an example', () => {
  expect(messageOf('services: { queue: { redis: { storage: 512MB } } }')).toContain('for example "512Mi"');
});

test('min above max is refused', () => {
  const text = 'services:\n  fastapi:\n    autoscaling:\n      hpa: { minReplicas: 6, maxReplicas: 5 }\n';
  expect(messageOf(text)).toBe(
    'lab.yaml:4  services.fastapi.autoscaling.hpa.minReplicas\n  minReplicas 6 is above maxReplicas 5\n  code: setting-wrong',
  );
});

test('replicas and an autoscaler together are refused', () => {
  const text = 'services:\n  fastapi:\n    replicas: 2\n    autoscaling: { hpa: { maxReplicas: 5 } }\n';
  expect(messageOf(text)).toContain('lab.yaml:3  services.fastapi.replicas\n  an autoscaler owns this service');
});

test('a request above its limit is refused', () => {
  const text = 'services:\n  fastapi:\n    resources:\n      requests: { cpu: "2" }\n      limits: { cpu: "1" }\n';
  expect(messageOf(text)).toContain('lab.yaml:4  services.fastapi.resources.requests.cpu\n  request 2 is above the limit 1');
});

test('a mistake in a profile is located in the profile', () => {
  expect(messageOf('slo: { p95Ms: 100 }\n', '\nslo:\n  p95Ms: fast\n')).toContain('profiles/full.yaml:3  slo.p95Ms');
});

test('broken YAML names its line', () => {
  expect(messageOf('slo: { p95Ms: 100\nprices: [\n')).toMatch(/^lab\.yaml:\d+\n {2}is not valid YAML/);
});

test('a benchmark whose scenario does not exist names the nearest scenario', () => {
  const text =
    'scenarios: { steady: { phases: [{ seconds: 1, rps: 1 }] } }\nbenchmarks:\n  load/fastapi: { kind: load, target: fastapi, scenario: stedy }\n';
  expect(messageOf(text)).toContain('no scenario is called stedy\n  Did you mean steady?');
});

test('a benchmark of a service that no benchmark can measure is refused', () => {
  expect(messageOf('benchmarks: { accuracy/llm: { kind: accuracy, target: llm } }')).toContain('no benchmark can measure llm');
  expect(messageOf('benchmarks: { accuracy/x: { kind: accuracy, target: fastapy } }')).toContain('no service is called fastapy');
});

test('every mistake in a file is named at once', () => {
  expect(messageOf('namespce: x\nslo: { p95Ms: -1 }\n').split('\n')).toHaveLength(6);
});

test('a profile merges key by key and null takes a key back', () => {
  const base = 'services: { fastapi: { replicas: 2, port: 9000 } }';
  const { lab } = loadLab([
    { file: 'lab.yaml', text: base },
    { file: 'profiles/hpa.yaml', text: 'services: { fastapi: { replicas: null, autoscaling: { hpa: { maxReplicas: 4 } } } }' },
  ]);
  expect(lab.services.fastapi).toMatchObject({ port: 9000, autoscaling: { hpa: { maxReplicas: 4 } } });
  expect(lab.services.fastapi.replicas).toBeUndefined();
});

test('the config hash changes with a setting and with nothing else', () => {
  const hash = (text: string): string => loadLab([{ file: 'lab.yaml', text }]).configHash;
  expect(hash('slo: { p95Ms: 250 }')).toBe(hash('# comment\nslo:\n  p95Ms: 250\n'));
  expect(hash('slo: { p95Ms: 250 }')).not.toBe(hash('slo: { p95Ms: 251 }'));
});

test('null in a profile takes a setting or a whole benchmark away', () => {
  const base = 'services: { fastapi: { replicas: 3 } }\nbenchmarks: { accuracy/fastapi: { kind: accuracy, target: fastapi } }\n';
  const overlay = 'services: { fastapi: { replicas: null } }\nbenchmarks: { accuracy/fastapi: null }\n';
  const { lab } = loadLab([
    { file: 'lab.yaml', text: base },
    { file: 'profiles/less.yaml', text: overlay },
  ]);
  expect(lab.services.fastapi.replicas).toBeUndefined();
  expect(lab.benchmarks).toEqual({});
});
