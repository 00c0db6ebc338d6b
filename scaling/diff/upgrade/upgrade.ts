import { DEFAULT_KUBERNETES_VERSION, KNOWN_MINORS } from '../../hpa';
import { lint, lintContext, type Finding } from '../../lint';
import { titleOf, type Manifests } from '../../manifests';
import type { Example, VersionDifference } from './difference';
import { KEDA_DIFFERENCES, KNOWN_KEDA } from './keda';
import { KUBERNETES_DIFFERENCES } from './kubernetes';
import { compare, isCrossed, isDowngrade, type VersionRange } from './version-range';

export const UPGRADE_SCHEMA = 'lab.upgrade/v1';

/** One object that behaves otherwise. */
export interface ConcernedObject {
  readonly object: string;
  readonly namespace: string | null;
  readonly file: string;
  readonly line: number;
  readonly path: string;
  readonly when: 'always' | 'sometimes';
  readonly example: Example | null;
}

export interface UpgradeChange extends Pick<
  VersionDifference,
  'id' | 'product' | 'changedIn' | 'title' | 'before' | 'after' | 'source'
> {
  readonly objects: readonly ConcernedObject[];
}

/** The same manifests under two control planes. */
export interface UpgradeReport {
  readonly schema: typeof UPGRADE_SCHEMA;
  readonly side: string;
  readonly ranges: readonly VersionRange[];
  /** What concerns an object of the manifests, in the order of the versions. */
  readonly changes: readonly UpgradeChange[];
  /** Findings of lint on one version only. */
  readonly newFindings: readonly Finding[];
  readonly resolvedFindings: readonly Finding[];
  /** What nobody compared. */
  readonly notJudged: readonly string[];
}

/**
 * What an upgrade of Kubernetes, KEDA or Knative changes for manifests that stay the same.
 *
 * @param parts manifests that have nothing to do with each other
 */
export function upgradeReport(side: string, parts: readonly Manifests[], ranges: readonly VersionRange[]): UpgradeReport {
  const kubernetes = ranges.find(({ product }) => product === 'Kubernetes');
  const version = kubernetes?.to;
  const contexts = parts.map((manifests) => lintContext(manifests, version ?? DEFAULT_KUBERNETES_VERSION));
  const changes = ranges.flatMap((range) =>
    [...KUBERNETES_DIFFERENCES, ...KEDA_DIFFERENCES]
      .filter(({ product, changedIn }) => product === range.product && isCrossed(range, changedIn))
      .flatMap((difference) => changeOf(difference, range, contexts.flatMap(difference.concerns))),
  );
  const findingsOn = (kubernetesVersion: string): readonly Finding[] =>
    parts.flatMap((manifests) => lint(manifests, { kubernetesVersion }).findings);
  const [before, after] = kubernetes === undefined ? [[], []] : [findingsOn(kubernetes.from), findingsOn(kubernetes.to)];
  const isIn = (all: readonly Finding[]) => (one: Finding) =>
    all.some(({ rule, object, path }) => rule === one.rule && object === one.object && path === one.path);
  return {
    schema: UPGRADE_SCHEMA,
    side,
    ranges,
    changes,
    newFindings: after.filter((one) => !isIn(before)(one)),
    resolvedFindings: before.filter((one) => !isIn(after)(one)),
    notJudged: [...ranges.flatMap(notJudgedOf), ...parts.flatMap(({ notJudged }) => notJudged).map(notReadWords)],
  };
}

function changeOf(
  { id, product, changedIn, title, before, after, source }: VersionDifference,
  range: VersionRange,
  concerns: ReturnType<VersionDifference['concerns']>,
): UpgradeChange[] {
  if (concerns.length === 0) return [];
  const back = isDowngrade(range);
  const objects = concerns.map(({ object, path, when, example }) => ({
    object: titleOf(object),
    namespace: object.namespace ?? null,
    file: object.file,
    line: object.lineOf(path),
    path,
    when,
    example: example === undefined ? null : back ? turned(example) : example,
  }));
  const words = back ? { before: after, after: before } : { before, after };
  return [{ id, product, changedIn, title, ...words, source, objects }];
}

function turned({ situation, beforeReplicas, afterReplicas }: Example): Example {
  return { situation, beforeReplicas: afterReplicas, afterReplicas: beforeReplicas };
}

/** What no rule looked at, whatever the version. */
function notReadWords({ object, file, line, message }: Manifests['notJudged'][number]): string {
  return `${object ?? file} (${file}:${line}): ${message}`;
}

/** Silence about versions that nobody looked at would be taken for approval. */
function notJudgedOf({ product, from, to }: VersionRange): string[] {
  if (product === 'Knative') return [`Knative ${from} to ${to}: no differences between its versions are known here.`];
  const { oldest, newest } =
    product === 'KEDA' ? KNOWN_KEDA : { oldest: `1.${KNOWN_MINORS.oldest}`, newest: `1.${KNOWN_MINORS.newest}` };
  const outside = [from, to].filter((version) => compare(version, `${oldest}.0`) < 0 || compare(version, newest) > 0);
  return outside.map((version) => `${product} ${version}: differences are known from ${oldest} to ${newest} only.`);
}
