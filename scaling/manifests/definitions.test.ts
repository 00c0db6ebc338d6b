import { withoutDefinitions } from './definitions';
import { readDocuments } from './documents';

const SCHEMA = Array.from({ length: 60 }, (_, index) => `    property${index}: {type: integer}`).join('\n');
const definition = (head: string): string => `${head}\nmetadata:\n  name: caches.example.org\nspec:\n  properties:\n${SCHEMA}\n`;
const CRD = definition('apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition');
const DEPLOYMENT = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 3\n';

const read = (text: string) => {
  const { objects, unreadable } = readDocuments([{ file: 'release.yaml', text }]);
  return { kinds: objects.map(({ kind, line }) => [kind, line]), unreadable: unreadable.length, objects };
};

test('of a definition only the head is left, and every line after it stays where it was', () => {
  const text = `${CRD}---\n${DEPLOYMENT}---\n${CRD}`;
  expect(withoutDefinitions(text)).not.toContain('property1');
  expect(withoutDefinitions(text).split('\n')).toHaveLength(text.split('\n').length);
  const { kinds, objects } = read(text);
  const line = CRD.split('\n').length + 1;
  expect(kinds.map(([kind]) => kind)).toEqual(['CustomResourceDefinition', 'Deployment', 'CustomResourceDefinition']);
  expect(objects[1]!.line).toBe(line);
  expect(objects[1]!.lineOf('spec.replicas')).toBe(line + 4);
});

test.each([
  [
    'says another kind, too',
    definition('apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"kind": Deployment'),
  ],
  ['says its kind twice', definition('apiVersion: apiextensions.k8s.io/v1\nkind: Deployment\nkind: CustomResourceDefinition')],
  ['is of another group', definition('apiVersion: example.org/v1\nkind: CustomResourceDefinition')],
  ['is one map in braces', `{kind: CustomResourceDefinition,\napiVersion: apps/v1,\n${SCHEMA.replaceAll(': {', ':\n{')}}`],
  [
    'ends in the middle',
    definition('apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n...\nkind: Deployment'),
  ],
  ['is short', 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: {}\n'],
])('a document that %s is no plain definition and is parsed as it is', (_, text) => {
  expect(withoutDefinitions(text)).toBe(text);
});

test('a million blank lines are read at once', () => {
  expect(read(`${DEPLOYMENT}${'\n'.repeat(1_000_000)}---\n${DEPLOYMENT}`).kinds.map(([kind]) => kind)).toEqual([
    'Deployment',
    'Deployment',
  ]);
});
