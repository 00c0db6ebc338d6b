import { parseServer, servingOf, serverText } from './server';

test.each(['unlimited', 'threads:40', 'workers', 'workers:4', 'event-loop', 'event-loop:2'])('%s is read and written', (text) => {
  const server = parseServer(text);
  expect(typeof server === 'string' ? server : serverText(server)).toBe(text);
});

test.each([
  ['thread:4', 'is no kind of server. Did you mean threads?'],
  ['threads', 'needs a number: threads:40'],
  ['workers:0', 'needs a whole number from 1 to 99999 after the colon.'],
  ['unlimited:3', 'takes no number: unlimited is without one.'],
  ['workers:1:2', 'needs a whole number from 1 to 99999 after the colon.'],
])('%s is refused, and the answer says why', (text, words) => {
  expect(parseServer(text)).toBe(words);
});

test('workers without a number are one per core; an event loop computes on one core whatever the limit', () => {
  expect(servingOf({ kind: 'workers' }, 3)).toEqual({ concurrency: 3, cores: 3, discipline: 'sharing' });
  expect(servingOf({ kind: 'threads', count: 40 }, 2)).toEqual({ concurrency: 40, cores: 2, discipline: 'sharing' });
  expect(servingOf({ kind: 'event-loop' }, 3)).toEqual({ concurrency: 0, cores: 1, discipline: 'fifo' });
});
