import { DEFAULT_KUBERNETES_VERSION } from '../hpa';
import { lint, type Finding, type LintReport } from '../lint';
import type { Manifests } from '../manifests';
import { objectChanges } from './changes';
import { consequencesOf } from './consequences';
import type { Pair } from './match';
import { decisive, notJudgedChanges } from './not-judged';
import { pairSides } from './pair-sides';
import { DEFAULT_PRICES_AND_SLO, type PricesAndSlo } from './prices-and-slo';
import { DIFF_SCHEMA, type DiffReport, type Predictions } from './schema';

export interface Side {
  readonly name: string;
  readonly manifests: Manifests;
}

export interface DiffOptions {
  readonly kubernetesVersion?: string;
  readonly pricesAndSlo?: PricesAndSlo;
  /** Of a Predictor, made for the same two sides. */
  readonly predictions?: Predictions;
}

/** Compares two sides: what changed, what follows from it without any traffic, and what is likely to surprise. */
export function diffManifests(base: Side, head: Side, options: DiffOptions = {}): DiffReport {
  const kubernetesVersion = options.kubernetesVersion ?? DEFAULT_KUBERNETES_VERSION;
  const { prices, slo } = options.pricesAndSlo ?? DEFAULT_PRICES_AND_SLO;
  const paired = pairSides(base.manifests, head.manifests);
  const changes = objectChanges(paired.objects);
  const [before, after] = [base, head].map(({ manifests }) => lint(manifests, { kubernetesVersion })) as [LintReport, LintReport];
  const { newFindings, resolvedFindings } = movedFindings(before.findings, after.findings, paired.objects);
  const notJudged = notJudgedChanges(base.manifests.notJudged, head.manifests.notJudged);
  return {
    schema: DIFF_SCHEMA,
    base: base.name,
    head: head.name,
    kubernetesVersion,
    isChanged: [changes, newFindings, resolvedFindings, decisive(notJudged)].some((all) => all.length > 0),
    changes,
    consequences: consequencesOf(paired.pods, { prices, kubernetesVersion }),
    prices,
    slo,
    newFindings,
    resolvedFindings,
    predictions: options.predictions ?? null,
    notJudged,
    refused: newlyRefused(before.refused, after.refused),
    gates: [],
  };
}

/** By what is said, not only where: another impossible value in the same field is new. */
function newlyRefused(base: readonly Finding[], head: readonly Finding[]): Finding[] {
  const keyOf = ({ rule, object, namespace, path, message }: Finding): string =>
    JSON.stringify([rule, object, namespace, path, message]);
  const before = new Set(base.map(keyOf));
  return head.filter((finding) => !before.has(keyOf(finding)));
}

/** New and resolved findings; a finding that only moved with a renamed object is neither. */
function movedFindings(
  base: readonly Finding[],
  head: readonly Finding[],
  pairs: readonly Pair[],
): Pick<DiffReport, 'newFindings' | 'resolvedFindings'> {
  const newName = new Map(pairs.map((pair) => [pair.base?.title, pair.head?.title]));
  const keyOf = ({ rule, object, path }: Finding): string => `${rule} ${object} ${path}`;
  const keyInHead = (finding: Finding): string => keyOf({ ...finding, object: newName.get(finding.object) ?? finding.object });
  const before = new Set(base.map(keyInHead));
  const after = new Set(head.map(keyOf));
  return {
    newFindings: head.filter((finding) => !before.has(keyOf(finding))),
    resolvedFindings: base.filter((finding) => !after.has(keyInHead(finding))),
  };
}
