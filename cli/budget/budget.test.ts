import fc from 'fast-check';
import { ExitCode } from '../../contract';
import { exceededError } from './exceeded';
import { noteReader, type Note } from './notes';

test('notes are read as they were written, in whatever pieces they arrive', () => {
  const notes: Note[] = [
    { kind: 'time-limit', seconds: 120 },
    { kind: 'activity', where: 'deploy/a\nb.yaml of origin/main', what: 'read' },
    { kind: 'checkout', worktree: '/tmp/lab-diff-1/checkout', repository: '.' },
  ];
  const text = notes.map((one) => `${JSON.stringify(one)}\n`).join('');
  fc.assert(
    fc.property(fc.array(fc.nat(text.length), { maxLength: 8 }), (cuts) => {
      const heard: Note[] = [];
      const read = noteReader((one) => heard.push(one));
      const ends = [0, ...cuts.sort((one, other) => one - other), text.length];
      ends.slice(1).forEach((end, index) => read(text.slice(ends[index], end)));
      expect(heard).toEqual(notes);
    }),
  );
});

test('what took too long is named, with its limit and the way to raise it', () => {
  const error = exceededError({ of: 'time', seconds: 120 }, { where: 'a.yaml of HEAD', what: 'read' });
  expect(error.message).toBe(
    [
      'a.yaml of HEAD',
      '  was still being read after 120 s, which is the limit.',
      '  Leave it out, or give less at a time; or allow more time: --time-limit 10m.',
      '  code: limit-exceeded',
    ].join('\n'),
  );
  expect(error.exitCode).toBe(ExitCode.config);
});

test('what took too much memory is named, and no flag is promised that there is not', () => {
  const { message } = exceededError({ of: 'memory', gib: 2 }, { where: 'base and head', what: 'simulated' });
  expect(message).toContain('took more than 2 GiB of memory while it was being simulated');
  expect(message).not.toContain('--time-limit');
});
