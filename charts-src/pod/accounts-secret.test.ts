import type { KubernetesObject } from '../../contract';
import { objectOf, objectsOf } from '../testing/lab';
import { valueAt } from '../testing/edit';
import { accountsIn, accountValues, drawnValues } from './accounts-secret';

/** Bytes that count up, so that every draw differs. */
function counting(): (bytes: number) => Buffer {
  let next = 0;
  return (bytes) => Buffer.from(Array.from({ length: bytes }, () => next++ % 256));
}

const secretOf = (objects: readonly KubernetesObject[]): KubernetesObject => objectOf(objects, 'Secret', 'redis-accounts');

test('the manifests name the accounts of Redis and hold no value of the Secret', () => {
  const secret = secretOf(objectsOf(''));
  expect(accountsIn(secret)).toEqual(['queue', 'scaler']);
  expect([secret['data'], secret['stringData']]).toEqual([undefined, undefined]);
});

test('every account gets a password of its own, and the SHA-256 of it', () => {
  const values = drawnValues(secretOf(objectsOf('')), counting());
  expect(Object.keys(values)).toEqual(['queue-password', 'queue-sha256', 'scaler-password', 'scaler-sha256']);
  expect(values['queue-password']).toMatch(/^[0-9a-f]{48}$/);
  expect(values['scaler-password']).not.toBe(values['queue-password']);
});

test('the hash is the one that sha256sum prints', () => {
  expect(accountValues({ queue: 'password' })['queue-sha256']).toBe(
    '5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8',
  );
});

test('no other Secret is filled', () => {
  expect(drawnValues({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'wandb' } }, counting())).toEqual({});
});

test('API and workers sign in with the password, and the server is given hashes only', () => {
  const objects = objectsOf('');
  for (const name of ['queue-api', 'queue-worker'])
    expect(valueAt(objectOf(objects, 'Deployment', name), 'spec.template.spec.containers[0].env')).toEqual(
      expect.arrayContaining([
        { name: 'REDIS_USERNAME', value: 'queue' },
        { name: 'REDIS_PASSWORD', valueFrom: { secretKeyRef: { name: 'redis-accounts', key: 'queue-password' } } },
      ]),
    );
  const server = JSON.stringify(objectOf(objects, 'StatefulSet', 'redis'));
  expect(server).toContain('queue-sha256');
  expect(server).not.toContain('-password');
});
