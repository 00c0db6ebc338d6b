import { createPrivateKey, X509Certificate } from 'node:crypto';
import { connect, createServer } from 'node:tls';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { selfSigned } from './self-signed';

const NOW = new Date('2026-12-01T12:00:00Z');
const NAME = 'kserve-webhook-server-service.kserve.svc';
const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,30}[a-z0-9])?$/);
const dnsName = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'));

test('any names: signed with its own key, for these names and no other', () => {
  fc.assert(
    fc.property(fc.uniqueArray(dnsName, { minLength: 1, maxLength: 12 }), (dnsNames) => {
      const { certificate, privateKey } = selfSigned({ dnsNames }, NOW);
      const read = new X509Certificate(certificate);
      expect(read.verify(read.publicKey)).toBe(true);
      expect(read.checkPrivateKey(createPrivateKey(privateKey))).toBe(true);
      expect(read.subjectAltName?.split(', ')).toEqual(dnsNames.map((name) => `DNS:${name}`));
      expect(read.checkHost('another.example.com')).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});

test('it is valid from an hour ago, for clocks that are behind, and for ten years', () => {
  const read = new X509Certificate(selfSigned({ dnsNames: [NAME] }, NOW).certificate);
  expect([new Date(read.validFrom), new Date(read.validTo)]).toEqual([
    new Date('2026-12-01T11:00:00Z'),
    new Date('2036-12-01T12:00:00Z'),
  ]);
  expect([read.subject, read.issuer, read.ca]).toEqual([`CN=${NAME}`, `CN=${NAME}`, false]);
});

test('two are never the same', () => {
  const [one, other] = [selfSigned({ dnsNames: [NAME] }, NOW), selfSigned({ dnsNames: [NAME] }, NOW)];
  expect(new X509Certificate(one.certificate).serialNumber).not.toBe(new X509Certificate(other.certificate).serialNumber);
  expect(one.privateKey).not.toBe(other.privateKey);
});

test('a client that trusts the certificate talks to the server that holds the key, under its name only', async () => {
  const own = selfSigned({ dnsNames: [NAME] }, new Date());
  const server = createServer({ key: own.privateKey, cert: own.certificate }, (socket) => socket.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answer = async (ca: string, servername: string): Promise<string> => {
    const socket = connect({ host: '127.0.0.1', port, ca, servername });
    const [data] = (await once(socket, 'data')) as [Buffer];
    return data.toString();
  };
  await expect(answer(own.certificate, NAME)).resolves.toBe('hello');
  await expect(answer(own.certificate, 'other.kserve.svc')).rejects.toThrow('does not match certificate');
  await expect(answer(selfSigned({ dnsNames: [NAME] }, new Date()).certificate, NAME)).rejects.toThrow();
  server.close();
});
