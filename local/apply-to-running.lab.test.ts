import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { UserErrors } from '../contract';
import { applyToRunning, waitForRunning } from './apply-to-running';
import type { ApplyRequest } from './engine/change-api';
import { leftIn, startLab, stopLabs, testOptions } from './testing/lab';
import { web, webService, WEB_APP } from './testing/manifests';

jest.setTimeout(60_000);
afterEach(stopLabs);

const { signal } = new AbortController();
/** The same server from newer code: its image has another tag. */
const NEWER_APP = { ...WEB_APP, contentHash: 'ba9876543210' };
const NEWER = web({ container: { image: 'ml-scaling-lab/web:ba9876543210' } });

function request(objects: ApplyRequest['objects'], apps: ApplyRequest['programs']['apps'] = [WEB_APP]): ApplyRequest {
  return { objects, programs: { apps, modelDir: '/nonexistent/model' } };
}

test('another process rolls new code out, and hears what changed, what did not and what is left running', async () => {
  const options = testOptions();
  const cluster = await startLab(options);
  await cluster.apply([web(), webService(), web({ name: 'old' })]);
  await cluster.waitReady({ timeoutSeconds: 30 });
  const answer = await applyToRunning(options.runDir, request([NEWER, webService()], [NEWER_APP]), signal);
  expect(answer).toEqual({
    applied: [
      { title: 'Deployment/web', change: 'configured' },
      { title: 'Service/web', change: 'unchanged' },
    ],
    left: ['Deployment/old'],
  });
  await waitForRunning(options.runDir, { timeoutSeconds: 30 }, signal);
  const images = cluster
    .listPods()
    .flatMap((pod) => (pod.isDeleting ? [] : pod.identity.spec.containers.map(({ image }) => image)));
  expect(images.sort()).toEqual(['ml-scaling-lab/web:0123456789ab', 'ml-scaling-lab/web:ba9876543210']);
});

test('what the engine refuses is an error there as here, each of several, and nothing changes', async () => {
  const options = testOptions();
  const cluster = await startLab(options);
  await cluster.apply([web()]);
  const wrong = [web({ container: { image: 'nginx:1' } }), web({ name: 'other', container: { image: 'nginx:2' } })];
  const error: unknown = await applyToRunning(options.runDir, request(wrong), signal).catch((thrown: unknown) => thrown);
  expect((error as UserErrors).errors.map(({ parts }) => parts)).toMatchObject([
    { where: 'Deployment/web  spec.template.spec.containers[0].image', code: 'image-unknown' },
    { where: 'Deployment/other  spec.template.spec.containers[0].image', code: 'image-unknown' },
  ]);
  expect(cluster.status().workloads).toMatchObject([{ name: 'web', updated: 1 }]);
});

test('only who can read the token of the run folder may change the lab', async () => {
  const options = testOptions();
  const cluster = await startLab(options);
  const file = join(options.runDir, 'token');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const ask = (token: string) =>
    fetch(`${cluster.apiUrl}/lab/apply`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(request([web()])),
    });
  expect((await ask('guess')).status).toBe(401);
  expect((await ask(readFileSync(file, 'utf8').trim().replace(/^./, 'x'))).status).toBe(401);
  expect(cluster.status().workloads).toEqual([]);
  expect((await fetch(`${cluster.apiUrl}/lab/apply`)).status).toBe(404);
  await cluster.stop();
  expect(leftIn(options.runDir)).toEqual([]);
});

test('a body that is no such request is refused, and the lab goes on', async () => {
  const options = testOptions();
  const cluster = await startLab(options);
  const token = readFileSync(join(options.runDir, 'token'), 'utf8').trim();
  for (const body of ['{', '{}', '{"objects":[1],"programs":{}}']) {
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${cluster.apiUrl}/lab/apply`, { method: 'POST', headers, body })).status).toBe(400);
  }
  await cluster.apply([web()]);
  await cluster.waitReady({ timeoutSeconds: 30 });
});

test('without a lab the error says how to start one', async () => {
  await expect(applyToRunning(testOptions().runDir, request([]), signal)).rejects.toThrow('./lab up --keep starts one.');
});
