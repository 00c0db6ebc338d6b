import type { ApiObject } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';

/** Something that is wrong with a setting: which one, why (with value and bound), and what to do. */
export interface Problem {
  /** Path below what was checked, for example `metrics[0].resource.target`. */
  readonly field: string;
  /** Reads on from the field: `maxReplicas` + `2 is below minReplicas 3`. */
  readonly problem: string;
  readonly fix?: string;
}

/** What cdk8s validations return: one text per problem, with the fix on a line of its own. */
export function problemText({ field, problem, fix }: Problem): string {
  return `${field}: ${problem}${fix === undefined ? '' : `\n  ${fix}`}`;
}

/** The same problems seen from one level further up. */
export function below(prefix: string, problems: readonly Problem[]): Problem[] {
  return problems.map((one) => ({ ...one, field: joined(prefix, one.field) }));
}

const SETTING = 'lab.yaml';
const FIELDS = 'fields of lab.yaml';

/** Notes which setting of lab.yaml a construct comes from, relative to the construct around it. */
export function underSetting<Kind extends Construct>(construct: Kind, setting: string): Kind {
  construct.node.addMetadata(SETTING, setting);
  return construct;
}

/** `services.fastapi.autoscaling.hpa`: where in lab.yaml a construct comes from; empty when it comes from none. */
export function settingOf(construct: IConstruct): string {
  return construct.node.scopes
    .flatMap(({ node }) => node.metadata.filter(({ type }) => type === SETTING).map(({ data }) => String(data)))
    .join('.');
}

/** Which settings the fields of an object are written from, relative to the setting of the object; '' is that setting itself. */
export type FieldSettings = Readonly<Record<string, string>>;

/** Notes where in lab.yaml a mistake in a field of a rendered object is fixed. */
export function fromSettings(object: ApiObject, fields: FieldSettings): void {
  object.node.addMetadata(FIELDS, fields);
}

/** `services.fastapi.autoscaling.hpa.maxReplicas` for `spec.maxReplicas`; undefined when no setting of lab.yaml makes the field. */
export function settingOfField(object: IConstruct, field: string): string | undefined {
  const fields = object.node.metadata.filter(({ type }) => type === FIELDS).map(({ data }) => data as FieldSettings);
  const [match] = fields
    .flatMap((one) => Object.entries(one))
    .filter(([path]) => field.startsWith(path) && /^([.[]|$)/.test(field.slice(path.length)))
    .sort(([one], [other]) => other.length - one.length);
  if (match === undefined) return undefined;
  const [path, setting] = match;
  const base = setting === '' ? settingOf(object) : joined(settingOf(object), setting);
  return joined(base, field.slice(path.length).replace(/^\./, ''));
}

function joined(path: string, below: string): string {
  if (below === '' || below.startsWith('[')) return path + below;
  return path === '' ? below : `${path}.${below}`;
}
