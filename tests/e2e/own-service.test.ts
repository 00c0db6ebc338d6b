import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExitCode, runSchema, type BenchmarkResult, type Run } from '../../contract';
import { lab } from './lab';
import { leftovers } from './leftovers';

jest.setTimeout(900_000);

const scratch = mkdtempSync(join(tmpdir(), 'lab-own-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
afterEach(() => expect(leftovers()).toEqual([]));

/** A service that the repository does not know. It answers after some work on one core. */
const SERVICE = `
const { createServer } = require('node:http');
createServer((request, response) => {
  let body = '';
  request.on('data', (part) => (body += part));
  request.on('end', () => {
    for (const end = process.hrtime.bigint() + 10_000_000n; process.hrtime.bigint() < end; );
    response.end(JSON.stringify({ label: body.length > 30 ? 'long' : 'short' }));
  });
}).listen(Number(process.env.PORT), process.env.HOST);
`;

const LAB = `
services:
  shop:
    command: node server.js
    request: { path: /score, body: '{"text": {{json}}}', data: texts.txt, success: { json: { $.label: ^(short|long)$ } } }
    autoscaling:
      hpa:
        maxReplicas: 2
        metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 20 } } }]
  wrong:
    command: node server.js
    request: { path: /score, body: '{}', success: { json: { $.label: ^tall$ } } }
scenarios:
  steady: { phases: [{ seconds: 3, rps: 5 }] }
  step: { timeoutMs: 2000, phases: [{ seconds: 8, rps: 1 }, { seconds: 50, rps: 30 }] }
benchmarks:
  load/shop: { kind: load, target: shop, scenario: steady, warmupSeconds: 1, saturationSeconds: 2, sloSteps: 1 }
  load/wrong: { kind: load, target: wrong, scenario: steady, warmupSeconds: 0 }
  serving: { kind: serving, target: shop, servers: [shop, wrong], concurrencies: [1], closedSeconds: 1, openShares: [] }
  autoscaling/shop: { kind: autoscaling, target: shop, scenario: step }
`;

function resultOf({ results, failures }: Run, name: string): BenchmarkResult {
  const found = results.find((result) => result.name === name);
  if (found === undefined) throw new Error(`no result ${name}: ${JSON.stringify(failures)}`);
  return found;
}

test('a service of one’s own is measured, compared, scaled by an HPA and predicted from one lab.yaml', async () => {
  writeFileSync(join(scratch, 'server.js'), SERVICE);
  writeFileSync(join(scratch, 'texts.txt'), 'a\na line that is much longer than the others\n');
  const [config, json] = [join(scratch, 'lab.yaml'), join(scratch, 'results.json')];
  writeFileSync(config, LAB);
  const { exitCode, output } = await lab(['up', '--config', config, '--json', json]);
  expect({ exitCode, output }).toMatchObject({ exitCode: ExitCode.ok });
  const run = runSchema.parse(JSON.parse(readFileSync(json, 'utf8')));

  const load = resultOf(run, 'load/shop');
  expect(load.errors.total).toBe(0);
  expect(load.metrics['cpuMsPerRequest']).toBeGreaterThan(5);
  expect(load.metrics['memoryPeakBytes']).toBeGreaterThan(0);

  // A success check that fails is errors, and nothing else.
  const wrong = resultOf(run, 'load/wrong');
  expect(wrong.metrics['errorRate']).toBe(1);
  expect(Object.keys(wrong.errors.byKind)).toEqual(['wrong-answer']);
  expect(wrong.verdict.pass).toBe(false);

  expect(resultOf(run, 'serving').rows.map((row) => [row['server'], row['errorRate']])).toEqual([
    ['shop', 0],
    ['wrong', 1],
  ]);

  expect(resultOf(run, 'autoscaling/shop').metrics['replicasMax']).toBe(2);
  const predicted = await lab(['simulate', '--measured', json, '--lab', config, '--seeds', '3']);
  expect(predicted).toMatchObject({ exitCode: ExitCode.ok, output: expect.stringContaining('autoscaling/shop') as string });
  const diff = ['diff', '--base', 'docs/examples/diff/base', '--head', 'docs/examples/diff/head', '--seeds', '2'];
  const withTimes = await lab([...diff, '--service-times', json]);
  expect(withTimes).toMatchObject({ exitCode: ExitCode.ok, output: expect.stringContaining('load/shop') as string });
});

test('one’s own manifests run by the commands of a mapping, never by their own, and are measured', async () => {
  const [canary, deploy, json] = [join(scratch, 'canary'), join(scratch, 'deploy'), join(scratch, 'manifests.json')];
  mkdirSync(deploy);
  writeFileSync(join(scratch, 'server.js'), SERVICE);
  writeFileSync(
    join(scratch, 'images.yaml'),
    "images: { 'shop:1': node server.js }\nmeasure: { shop: { request: { body: '{}' }, scenario: { phases: [{ seconds: 2, rps: 5 }] } } }\n",
  );
  const container = { name: 'shop', image: 'shop:1', command: ['sh', '-c', `touch ${canary}`], ports: [{ containerPort: 8000 }] };
  const metadata = { name: 'shop', namespace: 'prod' };
  const template = { metadata: { labels: { app: 'shop' } }, spec: { containers: [container] } };
  const objects = [
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { selector: { matchLabels: { app: 'shop' } }, template } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: { selector: { app: 'shop' }, ports: [{ port: 8080, targetPort: 8000 }] },
    },
    { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata, spec: {} },
  ];
  writeFileSync(join(deploy, 'shop.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
  const { exitCode, output } = await lab(['up', '--manifests', deploy, '--images', join(scratch, 'images.yaml'), '--json', json]);
  expect({ exitCode, output }).toMatchObject({ exitCode: ExitCode.ok });
  expect(output).toContain('Ingress/shop is not run');
  expect(resultOf(runSchema.parse(JSON.parse(readFileSync(json, 'utf8'))), 'load/shop').errors.total).toBe(0);
  expect(existsSync(canary)).toBe(false);
});
