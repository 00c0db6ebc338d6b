import { Turns } from './turns';

/** Begins jobs by name; `order` tells what began, `end` ends one. */
function setUp() {
  const turns = new Turns();
  const order: string[] = [];
  const ends = new Map<string, () => void>();
  const begin = (kind: 'usual' | 'suspect', name: string) =>
    void turns.run(kind, () => {
      order.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    });
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise(setImmediate);
  };
  return { order, begin, end };
}

test('normal jobs run side by side; a suspect waits for them and runs alone, then the others go on', async () => {
  const { order, begin, end } = setUp();
  begin('usual', 'a');
  begin('usual', 'b');
  begin('suspect', 'c');
  begin('usual', 'd');
  begin('suspect', 'e');
  await new Promise(setImmediate);
  expect(order).toEqual(['a', 'b']);
  await end('a');
  expect(order).toEqual(['a', 'b']);
  await end('b');
  expect(order).toEqual(['a', 'b', 'c']);
  await end('c');
  expect(order).toEqual(['a', 'b', 'c', 'd']);
  await end('d');
  expect(order).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('a job that throws gives up its turn', async () => {
  const turns = new Turns();
  await expect(turns.run('suspect', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(turns.run('usual', () => Promise.resolve('yes'))).resolves.toBe('yes');
});
