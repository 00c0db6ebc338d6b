import type { Problem } from '../problem';
import type { RawObject } from './documents';
import { Fields } from './fields';
import type { Placeholder } from './placeholders';

/** What every object has, with where it is written and what is wrong with its shape. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** Folder, chart or render that it is applied with; '' where there is only one, or where it belongs to none. */
  readonly appliedWith: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly file: string;
  readonly line: number;
  readonly lineOf: (path: string) => number;
  /** Values that are filled in later: no rule speaks of them. */
  readonly placeholders: readonly Placeholder[];
  /** Fields of a type that the API server refuses. */
  readonly shapeProblems: readonly Problem[];
}

/** Reads what all kinds share and hands the rest to the reader of the kind. */
export function readManifest<T extends object>(raw: RawObject, read: (fields: Fields, shared: Manifest) => T): Manifest & T {
  const shapeProblems: Problem[] = [];
  const fields = new Fields(raw.body, '', shapeProblems);
  const metadata = fields.below('metadata');
  const shared: Manifest = {
    apiVersion: raw.apiVersion,
    kind: raw.kind,
    name: metadata?.text('name') ?? metadata?.text('generateName') ?? '',
    namespace: metadata?.text('namespace'),
    appliedWith: raw.appliedWith,
    labels: metadata?.textMap('labels') ?? {},
    annotations: metadata?.textMap('annotations') ?? {},
    file: raw.file,
    line: raw.line,
    lineOf: raw.lineOf,
    placeholders: raw.placeholders,
    shapeProblems,
  };
  return { ...shared, ...read(fields, shared) };
}

const SHORT: Readonly<Record<string, string>> = { HorizontalPodAutoscaler: 'HPA', PodDisruptionBudget: 'PDB' };

type Named = Pick<Manifest, 'apiVersion' | 'kind' | 'name'> & Partial<Pick<Manifest, 'appliedWith'>>;

/** How people call an object: `HPA api`, `HPA api in prod`; a Knative Service is told apart from a plain one. */
export function titleOf({ apiVersion, kind, name, appliedWith = '' }: Named): string {
  const called = kind === 'Service' && apiVersion.startsWith('serving.knative.dev/') ? 'Knative Service' : (SHORT[kind] ?? kind);
  return `${called} ${name}${appliedWith === '' ? '' : ` in ${appliedWith}`}`;
}

/** Group of `apps/v1` is `apps`, of `v1` is ''. */
export function groupOf(apiVersion: string): string {
  const end = apiVersion.indexOf('/');
  return end < 0 ? '' : apiVersion.slice(0, end);
}
