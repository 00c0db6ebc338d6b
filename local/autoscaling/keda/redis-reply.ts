/** An error that the server answered with. */
export class RedisError extends Error {}

export type Reply = string | number | null | RedisError | readonly Reply[];

interface Parsed {
  readonly reply: Reply;
  /** Where the next reply begins. */
  readonly next: number;
}

/** A command as the server wants it: an array of bulk strings. */
export function encodeCommand(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

/** The reply that begins at `start`; undefined while its end has not arrived. Throws for bytes that are no RESP2. */
export function parseReply(bytes: Buffer, start: number): Parsed | undefined {
  const end = bytes.indexOf('\r\n', start, 'latin1');
  if (end === -1) return undefined;
  const line = bytes.toString('utf8', start + 1, end);
  const next = end + 2;
  switch (bytes.toString('latin1', start, start + 1)) {
    case '+':
      return { reply: line, next };
    case '-':
      return { reply: new RedisError(line), next };
    case ':':
      return { reply: Number(line), next };
    case '$':
      return bulk(bytes, next, Number(line));
    case '*':
      return array(bytes, next, Number(line));
    default:
      throw new Error('this is no Redis server');
  }
}

function bulk(bytes: Buffer, start: number, length: number): Parsed | undefined {
  if (length === -1) return { reply: null, next: start };
  const end = start + length;
  return bytes.length < end + 2 ? undefined : { reply: bytes.toString('utf8', start, end), next: end + 2 };
}

function array(bytes: Buffer, start: number, length: number): Parsed | undefined {
  if (length === -1) return { reply: null, next: start };
  const replies: Reply[] = [];
  let next = start;
  for (let index = 0; index < length; index++) {
    const parsed = parseReply(bytes, next);
    if (parsed === undefined) return undefined;
    replies.push(parsed.reply);
    next = parsed.next;
  }
  return { reply: replies, next };
}
