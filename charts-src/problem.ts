/** Something that is wrong with a value: which one, why (with value and bound), and what to do. */
export interface Problem {
  /** Path below the object that was checked, for example `metrics[0].resource.target`. */
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
  return problems.map((one) => ({ ...one, field: one.field.startsWith('[') ? prefix + one.field : `${prefix}.${one.field}` }));
}
