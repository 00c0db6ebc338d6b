import { patched } from './json-patch';

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
  ['add', '/spec/names/kind', 'patch /spec/names/kind: there is no such place'],
  ['remove', '/spec/scope', 'patch /spec/scope: there is nothing to remove'],
  ['replace', '/spec/versions', 'patch /spec/versions: replace is not an operation that the lab knows'],
])('%s %s is an error when the document has become another', (op, path, message) => {
  expect(() => patched(CRD, [{ op, path }])).toThrow(message);
});
