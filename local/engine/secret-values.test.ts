import { FakeClock } from '../testing/fake-clock';
import { ObjectStore } from '../store';
import { withSecretValues } from './secret-values';

const empty = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'accounts', namespace: 'lab' } };

test('an empty Secret is filled once, and keeps its values when it is applied again', () => {
  const store = new ObjectStore(new FakeClock());
  let drawn = 0;
  const draw = () => ({ password: String(++drawn) });
  const [first] = withSecretValues([empty], store, draw);
  expect(first).toEqual({ ...empty, stringData: { password: '1' } });
  store.put({ source: first!, parsed: first! });
  expect(withSecretValues([empty], store, draw)).toEqual([first]);
  const elsewhere = { ...empty, metadata: { ...empty.metadata, namespace: 'other' } };
  expect(withSecretValues([elsewhere], store, draw)).toMatchObject([{ stringData: { password: '2' } }]);
});

test('a Secret with values is taken as it is, and so is every other object', () => {
  const store = new ObjectStore(new FakeClock());
  const objects = [
    { ...empty, data: {} },
    { ...empty, kind: 'ConfigMap' },
  ];
  expect(withSecretValues(objects, store, () => ({ never: 'asked' }))).toEqual(objects);
});
