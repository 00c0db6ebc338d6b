import { DEFAULT_KUBERNETES_VERSION } from '../hpa';
import { lint, type Finding } from '../lint';
import { countedPods, reliedOnMode, seenPods, type Manifests } from '../manifests';
import { objectChanges } from './changes';
import { consequencesOf, type Surroundings } from './consequences';
import { deploysAtPeak } from './deploys/deploy-at-peak';
import type { Pair } from './match';
import { momentsOf } from './moment';
import { decisive, notJudgedChanges } from './not-judged';
import { pairSides } from './pair-sides';
import { DEFAULT_PRICES_AND_SLO, type PricesAndSlo } from './prices-and-slo';
import { DIFF_SCHEMA, type DiffReport, type Predictions, type TrackRecord } from './schema';

export interface Side {
  readonly name: string;
  readonly manifests: Manifests;
}

export interface DiffOptions {
  readonly kubernetesVersion?: string;
  readonly pricesAndSlo?: PricesAndSlo;
  /** Of a Predictor, made for the same two sides. */
  readonly predictions?: Predictions;
  /** Of earlier predictions. */
  readonly trackRecord?: TrackRecord;
  /** What is the same on both sides and has nothing to do with what is not: it counts in totals. */
  readonly unchanged?: readonly Manifests[];
}

/** Compares two sides: what changed, what follows from it without any traffic, and what is likely to surprise. */
export function diffManifests(base: Side, head: Side, options: DiffOptions = {}): DiffReport {
  const kubernetesVersion = options.kubernetesVersion ?? DEFAULT_KUBERNETES_VERSION;
  const { prices, slo } = options.pricesAndSlo ?? DEFAULT_PRICES_AND_SLO;
  const paired = pairSides(base.manifests, head.manifests);
  const changes = objectChanges(paired.objects);
  const headPods = paired.pods.flatMap((pair) => seenPods(pair.head) ?? []);
  const linted = {
    base: lint(base.manifests, { kubernetesVersion }),
    head: lint(head.manifests, { kubernetesVersion, pods: headPods }),
  };
  const { newFindings, resolvedFindings } = movedFindings(linted.base.findings, linted.head.findings, paired.objects);
  const surroundings = (side: 'base' | 'head', { disruptionBudgets }: Manifests): Surroundings => ({
    disruptionBudgets,
    findings: linted[side].findings,
  });
  const notJudged = notJudgedChanges(base.manifests.notJudged, head.manifests.notJudged);
  return {
    schema: DIFF_SCHEMA,
    base: base.name,
    head: head.name,
    kubernetesVersion,
    kserveMode: reliedOnMode(head.manifests) ?? reliedOnMode(base.manifests) ?? null,
    isChanged: [changes, newFindings, resolvedFindings, decisive(notJudged)].some((all) => all.length > 0),
    changes,
    moments: momentsOf(paired.pods, { kubernetesVersion }),
    consequences: consequencesOf(
      paired.pods,
      { base: surroundings('base', base.manifests), head: surroundings('head', head.manifests) },
      { prices, kubernetesVersion },
      (options.unchanged ?? []).flatMap(countedPods),
    ),
    prices,
    slo,
    newFindings,
    resolvedFindings,
    deploys: deploysAtPeak(paired.pods, kubernetesVersion),
    predictions: options.predictions ?? null,
    trackRecord: options.trackRecord ?? null,
    notJudged,
    refused: newlyRefused(linted.base.refused, linted.head.refused),
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
