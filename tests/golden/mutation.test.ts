import { parseAllDocuments } from 'yaml';
import { Yaml } from 'cdk8s';
import type { KubernetesObject } from '../../contract';
import { LAB_RULES } from '../../charts-src';
import { edited, leavesOf, objectionTo } from '../../charts-src/testing/edit';
import { MUTANTS } from './mutants';
import { GOLDEN_PROFILES, goldenOf, type GoldenProfile } from './profiles';

interface GoldenObject {
  readonly object: KubernetesObject;
  /** The object alone, as its golden file holds it. */
  readonly yaml: string;
}

function goldenObjects(profile: GoldenProfile): GoldenObject[] {
  return [...goldenOf(profile).values()].flatMap((text) =>
    parseAllDocuments(text).map((document) => {
      const object = document.toJS() as KubernetesObject;
      return { object, yaml: Yaml.stringify(object) };
    }),
  );
}

function titleOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  return `${apiVersion.startsWith('serving.knative.dev') ? 'KnativeService' : kind}/${metadata.name}`;
}

describe.each(GOLDEN_PROFILES)('profile %s', (profile) => {
  const golden = goldenObjects(profile);
  const objects = golden.map(({ object }) => object);

  test('as reviewed, breaks no schema and no rule', () => {
    expect(objectionTo(objects)).toBe('');
  });

  test.each(MUTANTS[profile].map((mutant) => [mutant.title, mutant.caughtBy, mutant] as const))(
    'with %s is refused by %s, and is not what was reviewed',
    (_title, caughtBy, { object, path, value }) => {
      const at = objects.findIndex((one) => titleOf(one) === object);
      const mutated = edited(objects[at]!, path, value);
      expect(Yaml.stringify(mutated)).not.toBe(golden[at]!.yaml);
      expect(objectionTo(objects.map((one, index) => (index === at ? mutated : one)))).toContain(`(${caughtBy})`);
    },
  );

  test('with any single value changed or taken away is not what was reviewed', () => {
    const survivors = golden.flatMap(({ object, yaml }) =>
      leavesOf(object)
        .flatMap(({ path, value }) => [
          { path, mutated: edited(object, path, changed(value)) },
          { path, mutated: edited(object, path, undefined) },
        ])
        .filter(({ mutated }) => Yaml.stringify(mutated) === yaml)
        .map(({ path }) => `${titleOf(object)} ${path}`),
    );
    expect(survivors).toEqual([]);
  });
});

function changed(value: string | number | boolean): string | number | boolean {
  if (typeof value === 'number') return value + 1;
  return typeof value === 'boolean' ? !value : `${value}x`;
}

test('without the policy that denies by default, the lab is refused', () => {
  const objects = goldenObjects('default').map(({ object }) => object);
  const open = objects.filter(({ metadata }) => metadata.name !== 'default-deny');
  expect(objectionTo(open)).toContain('(network-denied-by-default)');
});

test('with the same object twice, the lab is refused', () => {
  const objects = goldenObjects('default').map(({ object }) => object);
  expect(objectionTo([...objects, objects[0]!])).toContain('(names-unique)');
});

test('with a Secret that carries a value, the lab is refused', () => {
  const objects = goldenObjects('default').map(({ object }) => object);
  const secret: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'wandb', namespace: 'ml-scaling-lab' },
    stringData: { 'api-key': 'abc123' },
  };
  expect(objectionTo([...objects, secret])).toContain('(no-secret-objects)');
});

test('with a disruption budget on a single pod, the lab is refused', () => {
  const objects = goldenObjects('default').map(({ object }) => object);
  const budget: KubernetesObject = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'fastapi', namespace: 'ml-scaling-lab' },
    spec: { minAvailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': 'fastapi' } } },
  };
  expect(objectionTo([...objects, budget])).toContain('(pdb-blocks-drain)');
});

test('every rule is shown to catch something', () => {
  const byMutants = Object.values(MUTANTS).flatMap((mutants) => mutants.map(({ caughtBy }) => caughtBy));
  const above = ['network-denied-by-default', 'names-unique', 'no-secret-objects'];
  const caught = new Set([...byMutants, ...above]);
  expect(LAB_RULES.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
});
