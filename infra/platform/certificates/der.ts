/** The parts of DER (ITU-T X.690) that a certificate needs. */

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectId: 0x06,
  utf8String: 0x0c,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Context-specific classes: a primitive value, and one that wraps others. */
const CONTEXT = 0x80;
const CONTEXT_CONSTRUCTED = 0xa0;

export const sequence = (...parts: readonly Buffer[]): Buffer => element(TAG.sequence, ...parts);
export const set = (...parts: readonly Buffer[]): Buffer => element(TAG.set, ...parts);
export const octetString = (content: Buffer): Buffer => element(TAG.octetString, content);
export const utf8String = (text: string): Buffer => element(TAG.utf8String, Buffer.from(text, 'utf8'));
export const yes = (): Buffer => element(TAG.boolean, Buffer.from([0xff]));
/** A value under a number of its own, in place of its type. */
export const context = (number: number, content: Buffer): Buffer => element(CONTEXT + number, content);
/** A whole element under a number. */
export const explicit = (number: number, part: Buffer): Buffer => element(CONTEXT_CONSTRUCTED + number, part);

/** @param bytes big-endian; not negative */
export function integer(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const shortest = first === -1 ? Buffer.from([0]) : bytes.subarray(first);
  // The highest bit is the sign.
  return element(TAG.integer, ...((shortest[0] ?? 0) >= 0x80 ? [Buffer.from([0])] : []), shortest);
}

/** @param unused bits at the end of the last byte that do not count */
export function bitString(content: Buffer, unused = 0): Buffer {
  return element(TAG.bitString, Buffer.from([unused]), content);
}

/** @param dotted `1.2.840.10045.4.3.2` */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number);
  return element(TAG.objectId, Buffer.from([first * 40 + second, ...others.flatMap(base128)]));
}

/** To the second, in UTC. */
export function generalizedTime(date: Date): Buffer {
  const digits = date
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:T]/g, '');
  return element(TAG.generalizedTime, Buffer.from(digits, 'ascii'));
}

function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthBytes(content.length)]), content]);
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 + bytes.length, ...bytes];
}

/** Seven bits a byte, the highest bit set on all but the last. */
function base128(value: number): number[] {
  const bytes = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) bytes.unshift(0x80 + (rest % 128));
  return bytes;
}
