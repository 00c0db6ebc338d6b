import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import {
  bitString,
  context,
  explicit,
  generalizedTime,
  integer,
  objectId,
  octetString,
  sequence,
  set,
  utf8String,
  yes,
} from './der';

export interface CertificateInputs {
  /** Names of the server, at least one. The first is its subject. */
  readonly dnsNames: readonly string[];
}

/** Both in PEM. */
export interface KeyAndCertificate {
  readonly privateKey: string;
  readonly certificate: string;
}

const ID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
} as const;
/** What a common name may hold; longer names stand only among the alternative names, which are what clients compare. */
const LONGEST_COMMON_NAME = 64;
const SERIAL_BYTES = 16;
/** Longer than any cluster of a lab. */
const VALID_YEARS = 10;
/** Clocks of nodes may be behind. */
const BEFORE_MS = 60 * 60 * 1000;

/**
 * A key on the curve P-256 and a certificate for it that it has signed itself (X.509 v3, RFC 5280): whoever trusts the
 * certificate trusts the server that holds the key, and nobody else.
 */
export function selfSigned({ dnsNames }: CertificateInputs, now: Date): KeyAndCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const algorithm = sequence(objectId(ID.ecdsaWithSha256));
  const body = certificateBody(dnsNames, publicKey, algorithm, now);
  const certificate = sequence(body, algorithm, bitString(sign('sha256', body, privateKey)));
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: pem('CERTIFICATE', certificate),
  };
}

function certificateBody(dnsNames: readonly string[], publicKey: KeyObject, algorithm: Buffer, now: Date): Buffer {
  const version3 = explicit(0, integer(Buffer.from([2])));
  const name = subject(dnsNames[0] ?? '');
  const until = new Date(now);
  until.setUTCFullYear(now.getUTCFullYear() + VALID_YEARS);
  const validity = sequence(generalizedTime(new Date(now.getTime() - BEFORE_MS)), generalizedTime(until));
  const key = publicKey.export({ type: 'spki', format: 'der' });
  return sequence(version3, serialNumber(), algorithm, name, validity, name, key, explicit(3, extensions(dnsNames)));
}

function subject(name: string): Buffer {
  return name.length > LONGEST_COMMON_NAME ? sequence() : sequence(set(sequence(objectId(ID.commonName), utf8String(name))));
}

/** Positive, at most 20 bytes, drawn by chance. */
function serialNumber(): Buffer {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return integer(bytes);
}

function extensions(dnsNames: readonly string[]): Buffer {
  const names = sequence(...dnsNames.map((name) => context(2, Buffer.from(name, 'ascii'))));
  const digitalSignature = bitString(Buffer.from([0x80]), 7);
  return sequence(
    critical(ID.basicConstraints, sequence()),
    critical(ID.keyUsage, digitalSignature),
    extension(ID.extendedKeyUsage, sequence(objectId(ID.serverAuthentication))),
    extension(ID.subjectAltName, names),
  );
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(objectId(id), octetString(value));
}

/** One that whoever does not understand it must not ignore. */
function critical(id: string, value: Buffer): Buffer {
  return sequence(objectId(id), yes(), octetString(value));
}

function pem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}
