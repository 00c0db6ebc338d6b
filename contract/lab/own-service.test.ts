import { loadLab } from './load';

const files = (texts: Readonly<Record<string, string>>) => ({
  folder: '/lab',
  read: (file: string) => {
    const text = texts[file];
    if (text === undefined) throw Object.assign(new Error(), { code: 'ENOENT' });
    return text;
  },
});
const lab = (text: string, texts: Readonly<Record<string, string>> = {}) =>
  loadLab([{ file: 'lab.yaml', text, files: files(texts) }]);

test('a service of one’s own has a command or an image, and the rest by default', () => {
  const { own } = lab('services:\n  scorer: { command: \'node server.js "a b"\' }').lab;
  expect(own['scorer']).toMatchObject({
    enabled: true,
    command: ['node', 'server.js', 'a b'],
    port: 8000,
    request: { method: 'GET', path: '/', lines: null },
  });
});

test('a lab with services of its own is about them: the lab’s own are not enabled unless it says so', () => {
  const enabled = (text: string): boolean[] => {
    const { fastapi, queue } = lab(text).lab.services;
    return [fastapi.enabled, queue.enabled];
  };
  expect(enabled('')).toEqual([true, true]);
  expect(enabled('services: { scorer: { image: "a:1" } }')).toEqual([false, false]);
  expect(enabled('services: { scorer: { image: "a:1" }, fastapi: { enabled: true } }')).toEqual([true, false]);
});

test('files of a request are read from the folder of lab.yaml, and are part of the hash', () => {
  const text = 'services:\n  scorer:\n    image: a\n    request: { bodyFile: body.json, data: texts.txt }\n';
  const read = lab(text, { 'body.json': '{{json}}', 'texts.txt': 'a\nb' });
  expect(read.lab.own['scorer']?.request).toMatchObject({ method: 'POST', body: '{{json}}', lines: ['a', 'b'] });
  expect(read.folder).toBe('/lab');
  expect(lab(text, { 'body.json': '{{json}}', 'texts.txt': 'a\nc' }).configHash).not.toBe(read.configHash);
  expect(() => lab(text)).toThrow(/lab.yaml:4 {2}services.scorer.request.bodyFile\n +body.json cannot be read \(ENOENT\)/);
});

test.each([
  ['services: { fastapii: { replicas: 2 } }', /services.fastapii\n +is not a setting. Did you mean fastapi/],
  ['services: { scorer: { replicas: 2 } }', /services.scorer\n +has neither a command/],
  ['services: { Scorer: { image: a } }', /services.Scorer\n +must be a DNS label/],
  ['services: { redis: { image: a } }', /has the name of an object of the lab/],
  ['services: { bench-a: { image: a } }', /has the name of an object of the lab/],
  ['services: { scorer: { image: "a b" } }', /services.scorer.image\n +is no name of an image/],
  [`services: { scorer: { command: "it's" } }`, /has a quote without an end/],
  ['services: { scorer: { image: a, env: { "a b": c } } }', /services.scorer.env.a b\n +is no name of a variable/],
  ['services: { scorer: { image: a, request: { protocol: grpc } } }', /request.protocol\n +is not measured yet/],
  ['services: { scorer: { image: a, request: { success: { json: { $..a: b } } } } }', /names and indexes only/],
  ['services: { scorer: { image: a, request: { data: a.txt } } }', /request.data\n +a.txt cannot be read/],
  ['services: { scorer: { image: a, replicas: 1, autoscaling: { hpa: { maxReplicas: 2 } } } }', /either replicas or autoscaling/],
  [
    'services: { scorer: { image: a, autoscaling: { hpa: { minReplicas: 3, maxReplicas: 2 } } } }',
    /minReplicas 3 is above maxReplicas 2/,
  ],
  [
    'services: { scorer: { image: a } }\nbenchmarks: { load/a: { kind: load, target: scoror, scenario: s } }',
    /Did you mean scorer/,
  ],
  [
    'services: { scorer: { image: a } }\nbenchmarks: { accuracy/a: { kind: accuracy, target: scorer } }',
    /measured by load, autoscaling, serving, tools/,
  ],
])('%s', (text, problem) => expect(() => lab(text)).toThrow(problem));
