import type { KubernetesObject } from '../../contract';
import { objectOf, objectsOf } from '../testing/lab';
import { valueAt } from '../testing/edit';
import { accountsIn, accountValues, withPasswords } from './accounts-secret';

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

test('a filled Secret has a password of its own for every account, and the SHA-256 of it', () => {
  const { stringData } = withPasswords(secretOf(objectsOf('')), counting()) as unknown as { stringData: Record<string, string> };
  expect(Object.keys(stringData)).toEqual(['queue-password', 'queue-sha256', 'scaler-password', 'scaler-sha256']);
  expect(stringData['queue-password']).toMatch(/^[0-9a-f]{48}$/);
  expect(stringData['scaler-password']).not.toBe(stringData['queue-password']);
});

test('the hash is the one that sha256sum prints', () => {
  expect(accountValues({ queue: 'password' })['queue-sha256']).toBe(
    '5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8',
  );
});

test('every other object, Secrets included, stays as it is', () => {
  const other = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'wandb' } };
  expect(withPasswords(other, counting())).toBe(other);
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
