/** C0 and C1 controls, line and paragraph separators, and the bidirectional overrides that make text read other than it is. */
// eslint-disable-next-line no-control-regex -- these are the characters to remove
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g;

/** A string of a result as one line of ordinary text: results come from programs under test and are not trusted. */
export function plain(text: string): string {
  return text.replace(UNSAFE, ' ').trim();
}
