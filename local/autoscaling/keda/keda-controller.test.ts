import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reading, ScaledObjectSpec, Trigger } from '../../../scaling/keda';
import { replayDecisions } from '../testing/replay/replay';
import { fakeContext, type FakeContext } from '../testing/fake-targets';
import { KedaController } from './keda-controller';
import { credentialsOf, triggerContext } from './scaled-object';

const folder = mkdtempSync(join(tmpdir(), 'lab-keda-'));
afterAll(() => rmSync(folder, { recursive: true }));

const trigger: Trigger = {
  type: 'redis',
  name: 'wait',
  metadata: { addressFromEnv: 'REDIS', passwordFromEnv: 'TOKEN', listName: 'jobs', listLength: '5' },
};
const environment = { REDIS: 'redis.lab.svc:6379', TOKEN: 's3cret', OTHER: 'x' };

interface Started {
  readonly context: FakeContext;
  readonly controller: KedaController;
  readonly file: string;
  answer: Reading;
}

function start(
  name: string,
  replicas: number,
  parts: Partial<ScaledObjectSpec> = {},
  annotations: Readonly<Record<string, string>> = {},
): Started {
  const context = fakeContext(join(folder, name), { replicas });
  const started: { answer: Reading } = { answer: { value: 0 } };
  const spec: ScaledObjectSpec = {
    scaleTargetRef: { name: 'web' },
    pollingInterval: 5,
    cooldownPeriod: 30,
    maxReplicaCount: 4,
    triggers: [trigger],
    ...parts,
  };
  const controller = new KedaController(
    {
      namespace: 'lab',
      labels: {},
      scaledObject: { name: 'web', annotations, spec },
      triggerContext: triggerContext(spec.triggers, environment),
      readerOf: () => ({ read: () => Promise.resolve([started.answer]), close: () => undefined }),
    },
    context,
  );
  return Object.assign(started, { context, controller, file: join(folder, name, 'keda-web.ndjson') });
}

function conditions({ controller }: Started): Record<string, string> {
  const { conditions: all } = controller.status() as { conditions: { type: string; status: string; reason: string }[] };
  return Object.fromEntries(all.map(({ type, status, reason }) => [type, `${status} ${reason}`.trim()]));
}

test('a backlog starts the target, its HPA adds pods, and an empty queue ends all of them after the cooldown', async () => {
  const lab = start('cycle', 0);
  const { context, controller } = lab;
  await context.clock.advance(6000);
  expect(context.targets.scaled).toEqual([]);
  expect(conditions(lab)).toMatchObject({ Ready: 'True ScaledObjectReady', Active: 'False ScalerNotActive' });

  lab.answer = { value: 18 };
  await context.clock.advance(5000);
  expect(context.targets.scaled).toEqual([1]);
  expect(context.events).toContain(
    'Normal KEDAScaleTargetActivated Scaled apps/v1.Deployment lab/web from 0 to 1, triggered by s0-redis-jobs',
  );
  await context.clock.advance(15_000);
  expect(context.targets.specReplicas).toBe(4);
  expect(conditions(lab)).toMatchObject({ Active: 'True ScalerActive' });

  lab.answer = { value: 0 };
  await context.clock.advance(20_000);
  expect(conditions(lab)).toMatchObject({ Active: 'False ScalerCooldown' });
  await context.clock.advance(20_000);
  expect(context.targets.specReplicas).toBe(0);
  expect(context.events.at(-1)).toBe('Normal KEDAScaleTargetDeactivated Deactivated apps/v1.Deployment lab/web from 4 to 0');
  controller.stop();
  context.decisions.close();
  expect(context.faults).toEqual([]);
  expect(replayDecisions(lab.file)).toEqual([]);
  expect(replayDecisions(join(folder, 'cycle', 'hpa-keda-hpa-web.ndjson'))).toEqual([]);
});

test('when a source cannot be read, the replicas stay and an event says why', async () => {
  const lab = start('error', 2);
  lab.answer = { error: 'connect ECONNREFUSED 127.64.1.1:6379' };
  await lab.context.clock.advance(60_000);
  expect(lab.context.targets.scaled).toEqual([]);
  expect(lab.context.events).toContain('Warning KEDAScalerFailed connect ECONNREFUSED 127.64.1.1:6379');
  expect(conditions(lab)).toMatchObject({ Ready: 'False TriggerError' });
  lab.controller.stop();
});

test('after as many failures as the threshold the fallback holds its replicas, and replays', async () => {
  const lab = start('fallback', 1, { fallback: { failureThreshold: 2, replicas: 3 } });
  lab.answer = { error: 'down' };
  await lab.context.clock.advance(60_000);
  expect(lab.context.targets.specReplicas).toBe(3);
  expect(conditions(lab)).toMatchObject({ Fallback: 'True FallbackExists' });
  expect(lab.context.events).toContain('Normal ScaledObjectFallbackActivated ScaledObject fallback is active');
  lab.controller.stop();
  lab.context.decisions.close();
  expect(replayDecisions(lab.file)).toEqual([]);
});

test('a paused object has no HPA and is held where its annotation says', async () => {
  const lab = start('paused', 3, {}, { 'autoscaling.keda.sh/paused-replicas': '1' });
  lab.answer = { value: 100 };
  await lab.context.clock.advance(60_000);
  expect(lab.context.targets.scaled).toEqual([1]);
  expect([lab.controller.hpa, lab.controller.hpaObject()]).toEqual([undefined, undefined]);
  expect(conditions(lab)).toMatchObject({ Paused: 'True ScaledObjectPaused' });
  lab.controller.stop();
});

test('its HPA is shown as KEDA writes it', () => {
  const lab = start('hpa', 1);
  expect(lab.controller.hpaObject()).toMatchObject({
    metadata: {
      name: 'keda-hpa-web',
      labels: { 'scaledobject.keda.sh/name': 'web', 'app.kubernetes.io/managed-by': 'keda-operator' },
    },
    spec: { minReplicas: 1, maxReplicas: 4, scaleTargetRef: { kind: 'Deployment', name: 'web' } },
  });
  lab.controller.stop();
});

test('a password comes from metadata, the environment, or the TriggerAuthentication, in that order', () => {
  const given = { password: 'given' };
  expect(credentialsOf(trigger, environment, given)).toEqual({ username: '', password: 's3cret' });
  expect(credentialsOf(trigger, {}, given)).toEqual({ username: '', password: 'given' });
});

test('passwords are used and never recorded', () => {
  expect(credentialsOf(trigger, environment)).toEqual({ username: '', password: 's3cret' });
  const inline: Trigger = { type: 'redis', metadata: { address: 'redis:6379', listName: 'jobs', password: 'inl1ne' } };
  const lab = start('secrets', 0, { triggers: [{ ...inline, metadata: { ...inline.metadata, passwordFromEnv: 'TOKEN' } }] });
  lab.controller.stop();
  lab.context.decisions.close();
  expect(readFileSync(lab.file, 'utf8')).not.toMatch(/s3cret|inl1ne/);
});
