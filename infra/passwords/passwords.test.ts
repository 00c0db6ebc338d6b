import { passwordsProvider, type PasswordState } from './provider';

let drawn = 0;
const provider = passwordsProvider((bytes) => Buffer.alloc(bytes, ++drawn));

async function state(result: ReturnType<typeof provider.create> | ReturnType<typeof provider.update>): Promise<PasswordState> {
  return ((await result) as { outs: PasswordState }).outs;
}

test('each account gets a password of its own', async () => {
  const { passwords } = await state(provider.create({ accounts: ['queue', 'scaler'] }));
  expect(Object.keys(passwords)).toEqual(['queue', 'scaler']);
  expect(passwords['queue']).toMatch(/^[0-9a-f]{48}$/);
  expect(passwords['queue']).not.toBe(passwords['scaler']);
});

test('an update keeps the passwords it knows, draws those of new accounts and forgets the others', async () => {
  const before = await state(provider.create({ accounts: ['queue', 'scaler'] }));
  expect(await provider.diff('id', before, { accounts: ['queue', 'scaler'] })).toEqual({ changes: false });
  const inputs = { accounts: ['queue', 'reader'] };
  expect(await provider.diff('id', before, inputs)).toEqual({ changes: true });
  const after = await state(provider.update('id', before, inputs));
  expect(Object.keys(after.passwords)).toEqual(['queue', 'reader']);
  expect(after.passwords['queue']).toBe(before.passwords['queue']);
});
