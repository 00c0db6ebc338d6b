import type { Fields } from './fields';

export interface LabelExpression {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** Which pods somebody means, by their labels. All of its parts have to fit. */
export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly LabelExpression[];
}

/** A label selector as Deployments and disruption budgets write it. */
export function readSelector(fields: Fields): LabelSelector {
  return {
    matchLabels: fields.textMap('matchLabels'),
    matchExpressions: (fields.list('matchExpressions') ?? []).map((expression) => ({
      key: expression.text('key') ?? '',
      operator: expression.text('operator') ?? '',
      values: expression.texts('values') ?? [],
    })),
  };
}

/** The selector of Services and ReplicationControllers, which is a plain map of labels. */
export function plainSelector(matchLabels: Readonly<Record<string, string>>): LabelSelector {
  return { matchLabels, matchExpressions: [] };
}

/**
 * Whether a selector takes a pod with these labels. An empty one takes all; one with an operator that there is not, none.
 * Follows apimachinery pkg/labels/selector.go, Requirement.Matches, v0.34: NotIn takes pods that lack the label, too.
 */
export function selects({ matchLabels, matchExpressions }: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labelOf(labels, key) === value) &&
    matchExpressions.every((expression) => fits(expression, labelOf(labels, expression.key)))
  );
}

function fits({ operator, values }: LabelExpression, label: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return label !== undefined && values.includes(label);
    case 'NotIn':
      return label === undefined || !values.includes(label);
    case 'Exists':
      return label !== undefined;
    case 'DoesNotExist':
      return label === undefined;
    default:
      return false;
  }
}

function labelOf(labels: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/** As kubectl writes it: `app=web,track in (canary, beta)`. */
export function selectorText({ matchLabels, matchExpressions }: LabelSelector): string {
  const parts = [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values }) => {
      if (operator === 'Exists') return key;
      if (operator === 'DoesNotExist') return `!${key}`;
      return `${key} ${operator.toLowerCase()} (${values.join(', ')})`;
    }),
  ];
  return parts.length === 0 ? 'every pod' : parts.join(',');
}
