import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { UserError } from '../contract';
import type { LocalCluster } from './cluster';
import { isAlive, pidsWithEnvironment, processStat } from './machine/proc';
import { readState } from './state/state';
import { get, leftIn, startLab, stopLabs, testOptions, until, type WebAnswer } from './testing/lab';
import { nodeJob, web, webService, WEB_IMAGE, NAMESPACE } from './testing/manifests';
import { ScaledClock } from './testing/scaled-clock';

jest.setTimeout(60_000);
afterEach(stopLabs);

const READY = { timeoutSeconds: 30 };

async function throughService(cluster: LocalCluster, path = '/'): Promise<WebAnswer> {
  const [endpoint] = cluster.endpoints();
  return get(endpoint!.address, endpoint!.hostPort, path);
}

function pods(cluster: LocalCluster): { name: string; ready: boolean; restarts: number; pids: readonly number[] }[] {
  return cluster
    .status()
    .pods.filter((pod) => pod.phase !== 'Terminating')
    .map((pod) => ({ ...pod }));
}

function environmentOf(pid: number): Record<string, string> {
  const entries = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  return Object.fromEntries(entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
}

test('a Deployment answers through its Service from all its pods', async () => {
  const cluster = await startLab();
  await cluster.apply([
    web({ replicas: 2, container: { env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] } }),
    webService(),
  ]);
  await cluster.waitReady(READY);
  const answers = [await throughService(cluster), await throughService(cluster)];
  expect(answers.map((answer) => answer.pod).sort()).toEqual(
    pods(cluster)
      .map((pod) => pod.name)
      .sort(),
  );
  expect(new Set(cluster.status().pods.map((pod) => pod.ip)).size).toBe(2);
});

test('environment, arguments and files reach the program with paths and names of this machine', async () => {
  const cluster = await startLab();
  await cluster.apply([
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings', namespace: NAMESPACE },
      data: { 'a.json': '{"to":"http://web:8080/x","dir":"/data"}', MODE: 'fast' },
    },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'token', namespace: NAMESPACE },
      data: { key: Buffer.from('s3cret').toString('base64') },
    },
    web({
      container: {
        args: ['--dir=/data', '$(URL)'],
        env: [
          { name: 'URL', value: 'http://web.lab-test.svc.cluster.local:8080/v1' },
          { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'token', key: 'key' } } },
          { name: 'NONE', valueFrom: { secretKeyRef: { name: 'absent', key: 'key', optional: true } } },
          { name: 'CORES', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
          { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
          { name: 'FILE', value: '/etc/app/a.json' },
        ],
        envFrom: [{ prefix: 'CFG_', configMapRef: { name: 'settings' } }],
        resources: { limits: { cpu: '1500m' } },
        volumeMounts: [
          { name: 'data', mountPath: '/data' },
          { name: 'config', mountPath: '/etc/app' },
        ],
      },
      pod: {
        volumes: [
          { name: 'data', emptyDir: {} },
          { name: 'config', configMap: { name: 'settings', items: [{ key: 'a.json', path: 'a.json' }] } },
        ],
      },
    }),
    webService(),
  ]);
  await cluster.waitReady(READY);
  const [pod] = cluster.status().pods;
  const [service] = cluster.endpoints();
  const environment = await throughService(cluster, '/env');
  expect(environment).toMatchObject({
    URL: `http://${service!.address}:8080/v1`,
    TOKEN: 's3cret',
    CORES: '2',
    IP: pod!.ip,
    CFG_MODE: 'fast',
    HOST: pod!.ip,
    HOSTNAME: pod!.name,
  });
  expect(environment).not.toHaveProperty('NONE');
  expect(environment).not.toHaveProperty('JEST_WORKER_ID');
  const { args } = await throughService(cluster);
  expect(args[1]).toBe(`http://${service!.address}:8080/v1`);
  const dir = args[0]!.replace('--dir=', '');
  expect(existsSync(dir)).toBe(true);
  expect(JSON.parse(readFileSync(environment['FILE'] as string, 'utf8'))).toEqual({
    to: `http://${service!.address}:8080/x`,
    dir,
  });
});

test('nothing is started when one object cannot run, and the error names it', async () => {
  const cluster = await startLab();
  const apply = cluster.apply([web(), webService(), web({ name: 'broken', container: { image: 'nginx:1' } })]);
  await expect(apply).rejects.toThrow(
    'Deployment/broken  spec.template.spec.containers[0].image\n  image nginx:1 cannot run here',
  );
  await expect(cluster.apply([web({ container: { envFrom: [{ secretRef: { name: 'absent' } }] } })])).rejects.toThrow(
    'there is no Secret absent in namespace lab-test.',
  );
  expect(cluster.status().pods).toEqual([]);
  expect(cluster.status().services).toEqual([]);
});

test('a port that someone else has on all addresses is an error before anything starts', async () => {
  const cluster = await startLab();
  const server = createServer();
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const error: unknown = await cluster
    .apply([web({ container: { ports: [{ containerPort: port }] } })])
    .catch((thrown: unknown) => thrown);
  expect((error as UserError).parts).toMatchObject({ where: 'Deployment/web', code: 'port-taken' });
  expect((error as UserError).message).toContain(`port ${port} on`);
  expect(cluster.status().pods).toEqual([]);
  await new Promise((resolve) => server.close(resolve));
});

test('scaling up adds ready pods and scaling down leaves the older ones', async () => {
  const cluster = await startLab();
  await cluster.apply([web(), webService()]);
  await cluster.waitReady(READY);
  const [first] = pods(cluster);
  const reference = { kind: 'Deployment', namespace: NAMESPACE, name: 'web' } as const;
  cluster.scale(reference, 3);
  await cluster.waitReady(READY);
  expect(cluster.endpoints()[0]!.readyPods).toHaveLength(3);
  cluster.scale(reference, 0);
  await until(cluster, () => cluster.status().pods.length === 0);
  await expect(throughService(cluster)).rejects.toThrow('ECONNREFUSED');
  cluster.scale(reference, 1);
  await cluster.waitReady(READY);
  expect(pods(cluster)[0]!.name).not.toBe(first!.name);
  expect(
    cluster.events
      .list()
      .filter((event) => event.reason === 'ScalingReplicaSet')
      .map((event) => event.message.replace(/web-\w+/, 'web-HASH')),
  ).toEqual([
    'Scaled up replica set web-HASH from 1 to 3',
    'Scaled down replica set web-HASH from 3 to 0',
    'Scaled up replica set web-HASH from 0 to 1',
  ]);
});

test('a pod that stops being ready leaves the Service and lives on', async () => {
  const cluster = await startLab();
  await cluster.apply([
    web({ container: { readinessProbe: { httpGet: { path: '/readyz', port: 'http' }, periodSeconds: 1, failureThreshold: 1 } } }),
    webService(),
  ]);
  await cluster.waitReady(READY);
  const { pid } = await throughService(cluster, '/unready');
  await until(cluster, () => cluster.endpoints()[0]!.readyPods.length === 0);
  expect(pods(cluster)[0]).toMatchObject({ ready: false, restarts: 0, pids: [pid] });
});

test('a killed pod is started again at once and counted', async () => {
  const cluster = await startLab();
  await cluster.apply([web(), webService()]);
  await cluster.waitReady(READY);
  const { pid } = await throughService(cluster);
  cluster.kill(pods(cluster)[0]!.name);
  await until(cluster, () => pods(cluster)[0]!.restarts === 1 && pods(cluster)[0]!.ready);
  const again = await throughService(cluster);
  expect(again.pid).not.toBe(pid);
  expect(cluster.status().pods).toHaveLength(1);
});

test('a pod that fails its liveness probe is stopped and started again', async () => {
  const cluster = await startLab();
  const livenessProbe = { httpGet: { path: '/healthz', port: 8000 }, periodSeconds: 1, failureThreshold: 2 };
  await cluster.apply([web({ container: { livenessProbe } }), webService()]);
  await cluster.waitReady(READY);
  await throughService(cluster, '/sicken');
  await until(cluster, () => pods(cluster)[0]!.restarts === 1 && pods(cluster)[0]!.ready);
  expect(cluster.events.list().map((event) => event.message)).toContain('Container web failed liveness probe, will be restarted');
});

test('a pod that crashes again and again fails the wait with its log and exit code', async () => {
  const cluster = await startLab({ clock: new ScaledClock(30) });
  await cluster.apply([web({ container: { env: [{ name: 'EXIT_AT_START', value: '7' }] } })]);
  const error: unknown = await cluster.waitReady({ timeoutSeconds: 600 }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toMatch(
    /^Pod\/web-\w+-\w+\n {2}container web ended 3 times, last with exit code 7 \(Error\)\.\n {2}Its last lines:\n[\s\S]*leaving with 7/,
  );
  expect(cluster.events.list().map((event) => event.message)).toContain('Back-off restarting failed container web');
});

test('a pod that never gets ready fails the wait with what its probe said', async () => {
  const cluster = await startLab({ clock: new ScaledClock(5) });
  await cluster.apply([web({ container: { env: [{ name: 'READY_AFTER_REQUESTS', value: '100000' }] } })]);
  await expect(cluster.waitReady({ timeoutSeconds: 10 })).rejects.toThrow(
    /^Pod\/web-[\s\S]*was not ready within 10 s: Readiness probe failed: HTTP probe failed with statuscode: 503\./,
  );
});

test('pods of a StatefulSet start in order and keep name, address and data', async () => {
  const cluster = await startLab();
  await cluster.apply([
    web({
      kind: 'StatefulSet',
      replicas: 2,
      spec: { serviceName: 'web', volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }] },
      container: { args: ['/data'], volumeMounts: [{ name: 'data', mountPath: '/data' }] },
    }),
    webService(),
  ]);
  await cluster.waitReady(READY);
  const before = cluster.status().pods;
  expect(before.map((pod) => pod.name)).toEqual(['web-0', 'web-1']);
  const { args } = await get(before[0]!.ip, 8000);
  expect(existsSync(args[0]!)).toBe(true);
  await cluster.deletePod('web-0');
  await cluster.waitReady(READY);
  const after = cluster.status().pods.find((pod) => pod.name === 'web-0')!;
  expect(after.ip).toBe(before[0]!.ip);
  expect((await get(after.ip, 8000)).args).toEqual(args);
});

test('kinds that one machine cannot enforce are accepted and reported once', async () => {
  const lines: string[] = [];
  const cluster = await startLab({ log: (line) => lines.push(line) });
  const account = (name: string) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: NAMESPACE } });
  await cluster.apply([account('one'), account('two')]);
  expect(lines.filter((line) => line.startsWith('ServiceAccount'))).toEqual([
    'ServiceAccount is accepted and not enforced here: the local API needs no account',
  ]);
});

describe('Jobs', () => {
  test('give their exit code, their result and their log', async () => {
    const cluster = await startLab();
    const code = `require('fs').writeFileSync(process.env.LAB_JOB_RESULT, JSON.stringify({ api: process.env.LAB_KUBERNETES_API, engine: process.env.LAB_ENGINE })); console.log('one\\ntwo')`;
    await cluster.apply([nodeJob('bench', code)]);
    expect(cluster.status().pods).toEqual([]);
    const lines: string[] = [];
    const outcome = await cluster.runJob('bench', { onLog: (line) => lines.push(line) });
    expect(outcome).toMatchObject({ exitCode: 0, failure: null });
    expect(JSON.parse(readFileSync(outcome.resultPath!, 'utf8'))).toEqual({ api: cluster.apiUrl, engine: 'local' });
    expect(lines).toEqual(['one', 'two']);
    expect(cluster.status().jobs[0]).toMatchObject({ name: 'bench', condition: 'Complete' });
  });

  test('run one after another', async () => {
    const cluster = await startLab();
    await cluster.apply([nodeJob('first', ''), nodeJob('second', '')]);
    let most = 0;
    cluster.onChange(() => {
      most = Math.max(most, cluster.status().pods.filter((pod) => pod.phase === 'Running' || pod.phase === 'Pending').length);
    });
    await Promise.all([cluster.runJob('first'), cluster.runJob('second')]);
    expect(most).toBe(1);
  });

  test('that fail are reported with their last lines and without a result', async () => {
    const cluster = await startLab();
    await cluster.apply([nodeJob('bad', `console.log('no model'); process.exit(4)`)]);
    expect(await cluster.runJob('bad')).toMatchObject({
      exitCode: 4,
      resultPath: null,
      failure: 'Job/bad ended with exit code 4. Its last lines:\n    no model',
    });
  });

  test('are tried again as often as backoffLimit says', async () => {
    const cluster = await startLab({ clock: new ScaledClock(50) });
    await cluster.apply([nodeJob('flaky', 'process.exit(1)', { backoffLimit: 2 })]);
    await cluster.runJob('flaky');
    expect(cluster.status().pods.filter((pod) => pod.phase === 'Failed')).toHaveLength(3);
  });

  test('are ended at their deadline', async () => {
    const cluster = await startLab();
    await cluster.apply([nodeJob('endless', 'setInterval(() => {}, 1000)', { activeDeadlineSeconds: 1 })]);
    const outcome = await cluster.runJob('endless');
    expect(outcome.failure).toContain('Job/endless ran longer than its 1 s.');
    expect(cluster.status().pods).toEqual([]);
  });

  test('stop with the signal', async () => {
    const cluster = await startLab();
    await cluster.apply([nodeJob('endless', 'setInterval(() => {}, 1000)')]);
    const controller = new AbortController();
    const outcome = cluster.runJob('endless', { signal: controller.signal });
    await until(cluster, () => cluster.status().pods[0]?.phase === 'Running');
    controller.abort(new Error('ctrl-C'));
    await expect(outcome).rejects.toThrow('ctrl-C');
    expect(cluster.status().pods).toEqual([]);
  });

  test('that do not exist are named with the nearest one', async () => {
    const cluster = await startLab();
    await cluster.apply([nodeJob('bench-load', '')]);
    await expect(cluster.runJob('bench-laod')).rejects.toThrow('Did you mean bench-load?');
  });
});

describe('stop', () => {
  test('leaves no process, socket, directory or cgroup, and may be called again', async () => {
    const options = testOptions();
    const cluster = await startLab(options);
    await cluster.apply([web({ replicas: 2 }), webService()]);
    await cluster.waitReady(READY);
    const state = readState(options.runDir)!;
    const processes = state.pods.flatMap((pod) => pod.processes);
    expect(processes.filter(isAlive)).toHaveLength(2);
    await Promise.all([cluster.stop(), cluster.stop()]);
    await cluster.stop();
    expect(processes.filter(isAlive)).toEqual([]);
    expect(state.cgroups.filter((directory) => existsSync(directory))).toEqual([]);
    expect(leftIn(options.runDir)).toEqual([]);
    await expect(get(state.services[0]!.address, 8080)).rejects.toThrow('ECONNREFUSED');
    await expect(fetch(state.apiUrl)).rejects.toThrow();
  });

  test('kills what does not end in time, with the children that left its session', async () => {
    const cluster = await startLab();
    const child = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); require('fs').writeFileSync('/tmp/child', String(process.pid));`;
    const parent = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);
      require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { detached: true });`;
    await cluster.apply([
      web({
        container: {
          command: ['node', '-e', parent],
          ports: [],
          readinessProbe: { exec: { command: ['test', '-s', '/tmp/child'] }, periodSeconds: 1 },
          volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
        },
        pod: { volumes: [{ name: 'tmp', emptyDir: {} }] },
      }),
    ]);
    await cluster.waitReady(READY);
    const [pid] = cluster.status().pods[0]!.pids;
    const processes = pidsWithEnvironment('LAB_RUN_ID', environmentOf(pid!)['LAB_RUN_ID']!).map((one) => processStat(one)!);
    expect(processes).toHaveLength(2);
    await cluster.stop({ graceSeconds: 0.2 });
    expect(processes.filter(isAlive)).toEqual([]);
  });

  test('is safe while pods start, and ends those who wait', async () => {
    const options = testOptions();
    const cluster = await startLab(options);
    const applied = cluster.apply([web({ replicas: 3 }), webService()]);
    const ready = applied.then(() => cluster.waitReady(READY));
    const failed = expect(ready).rejects.toThrow('was stopped.');
    await cluster.stop();
    await failed;
    expect(cluster.status().pods).toEqual([]);
    expect(leftIn(options.runDir)).toEqual([]);
  });

  test('lets another lab use the same folder', async () => {
    const options = testOptions();
    const first = await startLab(options);
    await expect(startLab(options)).rejects.toThrow(`a lab runs here already (pid ${process.pid}).`);
    await first.stop();
    await startLab(options);
  });
});

test('a folder that cannot be used is a clear error', async () => {
  await expect(startLab({ runDir: '/proc/lab' })).rejects.toThrow(UserError);
  await expect(startLab({ runDir: join(__filename, 'below'), logDir: '/nonexistent' })).rejects.toThrow(
    'a part of this path is a file.',
  );
});

test('the API shows pods, replicas, events and Jobs as a cluster does', async () => {
  const cluster = await startLab();
  await cluster.apply([web({ replicas: 2 }), webService(), nodeJob('bench', '')]);
  await cluster.waitReady(READY);
  await cluster.runJob('bench');
  const read = async (path: string): Promise<{ items: Record<string, unknown>[] } & Record<string, unknown>> =>
    (await fetch(`${cluster.apiUrl}${path}`)).json() as never;
  const space = `/namespaces/${NAMESPACE}`;

  const { items } = await read(`/api/v1${space}/pods?labelSelector=${encodeURIComponent('app=web')}`);
  expect(items).toHaveLength(2);
  expect(items[0]).toMatchObject({
    kind: 'Pod',
    spec: { containers: [{ image: WEB_IMAGE }] },
    status: { phase: 'Running', podIP: cluster.status().pods[0]!.ip, containerStatuses: [{ ready: true, restartCount: 0 }] },
  });
  expect(await read(`/apis/apps/v1${space}/deployments/web`)).toMatchObject({
    spec: { replicas: 2 },
    status: { readyReplicas: 2 },
  });
  expect(await read(`/apis/batch/v1${space}/jobs/bench`)).toMatchObject({
    status: { succeeded: 1, conditions: [{ type: 'Complete' }] },
  });
  const events = await read(`/api/v1${space}/events?fieldSelector=${encodeURIComponent('involvedObject.kind=Job')}`);
  expect(events.items.map((event) => event['reason'])).toEqual(['SuccessfulCreate', 'Completed']);
  expect(await read(`/apis/apps/v1${space}/deployments/none`)).toMatchObject({ kind: 'Status', code: 404 });
  expect((await fetch(`${cluster.apiUrl}/api/v1${space}/pods`, { method: 'DELETE' })).status).toBe(405);
  expect((await fetch(`${cluster.apiUrl}/api/v1${space}/secrets`)).status).toBe(404);
});
