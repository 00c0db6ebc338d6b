import type { Operation } from 'fast-json-patch';
import { patched } from './sources';

const CRD = { spec: { versions: [{ required: ['containerPort'], properties: { ports: { type: 'array' }, metricType: {} } }] } };

test('values are added to objects and to the end of lists, and removed; the document itself stays', () => {
  const changed = patched(CRD, [
    { op: 'add', path: '/spec/versions/0/required/-', value: 'protocol' },
    { op: 'add', path: '/spec/versions/0/properties/ports/maximum', value: 3600 },
    { op: 'remove', path: '/spec/versions/0/properties/metricType' },
  ]);
  expect(changed).toEqual({
    spec: { versions: [{ required: ['containerPort', 'protocol'], properties: { ports: { type: 'array', maximum: 3600 } } }] },
  });
  expect(CRD.spec.versions[0]!.required).toEqual(['containerPort']);
});

test.each([
  ['add', '/spec/names/kind', 'patch /spec/names/kind: Cannot perform an `add` operation at the desired path'],
  ['remove', '/spec/scope', 'patch /spec/scope: Cannot perform the operation at a path that does not exist'],
  ['merge', '/spec/versions', 'patch /spec/versions: Operation `op` property is not one of operations defined in RFC-6902'],
])('%s %s is an error when the document has become another', (op, path, message) => {
  expect(() => patched(CRD, [{ op, path, value: 'Lab' } as Operation])).toThrow(message);
});
