import { ApiError } from './api-error';

/** Far above any request of this interface. JSON.parse takes seconds for much larger texts. */
export const MAX_JSON_DEPTH = 8;
export const MAX_JSON_ELEMENTS = 1000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const OPENINGS: readonly (number | undefined)[] = [0x5b, 0x7b];
const ENDS: readonly (number | undefined)[] = [0x5d, 0x7d];

/**
 * Checks the bytes of a JSON text before they are parsed.
 *
 * @throws ApiError when it nests deeper or has more elements than any request may
 */
export function guardJson(bytes: Uint8Array): void {
  let depth = 0;
  let elements = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === COMMA) elements++;
    else if (OPENINGS.includes(byte)) {
      depth++;
      elements++;
    } else if (ENDS.includes(byte)) depth--;
    if (depth > MAX_JSON_DEPTH) throw new ApiError('invalid_request', `The body nests deeper than ${MAX_JSON_DEPTH} levels.`);
    if (elements > MAX_JSON_ELEMENTS)
      throw new ApiError('invalid_request', `The body has more than ${MAX_JSON_ELEMENTS} elements.`);
  }
}

function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}
