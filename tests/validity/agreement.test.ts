import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusalOf } from '../../charts-src/testing/lab';
import { labSources } from '../../contract';
import { lint } from '../../scaling/lint';
import { diffManifests } from '../../scaling/diff';
import { readManifests, type Manifests } from '../../scaling/manifests';

const ROOT = join(__dirname, '..', '..');
const REVISION = 'autoscaling.knative.dev/';

interface Change {
  readonly title: string;
  readonly profile: 'keda' | 'knative';
  /** On top of the profile in lab.yaml. */
  readonly lab: string;
  /** The same in the profile's golden manifest. */
  readonly manifest: readonly [from: string, to: string];
  /** What lint has to say; undefined when it is right. */
  readonly rule: string | undefined;
}

const keda = (settings: string): string => `services: { queue: { worker: { autoscaling: { keda: { ${settings} } } } } }`;
const FORMULA = 'wait + prioritized + active + delayed';

const CHANGES: readonly Change[] = [
  {
    title: 'a formula with a syntax error',
    profile: 'keda',
    lab: keda(`advanced: { scalingModifiers: { formula: '${FORMULA} +' } }`),
    manifest: [FORMULA, `${FORMULA} +`],
    rule: 'api-rejects',
  },
  {
    title: 'idle 0 beside a minimum of 0',
    profile: 'keda',
    lab: keda('idleReplicaCount: 0'),
    manifest: ['  minReplicaCount: 0', '  idleReplicaCount: 0\n  minReplicaCount: 0'],
    rule: 'setting-ignored',
  },
  {
    title: 'minScale, the older spelling of min-scale',
    profile: 'knative',
    lab: `services: { fastapi: { autoscaling: { knative: { annotations: { ${REVISION}min-scale: null, ${REVISION}minScale: '1' } } } } }`,
    manifest: [`${REVISION}min-scale: "0"`, `${REVISION}minScale: "1"`],
    rule: undefined,
  },
  {
    title: 'a minScale that is no number',
    profile: 'knative',
    lab: `services: { fastapi: { autoscaling: { knative: { annotations: { ${REVISION}min-scale: null, ${REVISION}minScale: one } } } } }`,
    manifest: [`${REVISION}min-scale: "0"`, `${REVISION}minScale: one`],
    rule: 'api-rejects',
  },
];

const GOLDEN = { keda: '10-queue.k8s.yaml', knative: '10-fastapi.k8s.yaml' } as const;

function read(text: string): Manifests {
  return readManifests([{ file: 'golden.yaml', text }]);
}

describe.each(CHANGES.map((change) => [change.title, change] as const))('%s', (_title, { profile, lab, manifest, rule }) => {
  const texts = labSources({ root: ROOT, profile }).map(({ text }) => text);
  const before = readFileSync(join(ROOT, 'tests', 'golden', profile, GOLDEN[profile]), 'utf8');
  const after = before.replace(manifest[0], manifest[1]);
  const known = lint(read(before)).findings.map((finding) => `${finding.rule} ${finding.path}`);
  const found = lint(read(after)).findings.filter((finding) => !known.includes(`${finding.rule} ${finding.path}`));

  test('is written in the manifest', () => expect(after).not.toBe(before));

  test('has the same answer from lint', () => {
    expect([...new Set(found.map((finding) => finding.rule))]).toEqual(rule === undefined ? [] : [rule]);
  });

  test('has the same answer from synth, at its place in lab.yaml', () => {
    const refusal = refusalOf(...texts, lab);
    if (rule === undefined) expect(refusal).toBe('');
    else
      for (const { message } of found)
        expect(refusal).toMatch(new RegExp(`^lab.yaml  services\\..*\\n  ${escaped(message)} `, 'm'));
  });

  test('has the same answer from diff', () => {
    const { newFindings } = diffManifests({ name: 'base', manifests: read(before) }, { name: 'head', manifests: read(after) });
    expect(newFindings.map((finding) => finding.message)).toEqual(found.map(({ message }) => message));
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
