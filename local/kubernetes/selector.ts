import type { LabelSelector } from './metadata';

type Labels = Readonly<Record<string, string>>;

export function matches(selector: LabelSelector, labels: Labels): boolean {
  return (
    Object.entries(selector.matchLabels).every(([key, value]) => labels[key] === value) &&
    selector.matchExpressions.every(({ key, operator, values }) => {
      const value = labels[key];
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
      }
    })
  );
}

/** A selector with nothing in it, which selects nothing in a Service and everything elsewhere. */
export function isEmpty(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels).length === 0 && selector.matchExpressions.length === 0;
}

/** The query form: `a=b,c!=d,e in (f,g),h notin (i),j,!k`. Undefined when it is not one. */
export function parseSelector(text: string): LabelSelector | undefined {
  const matchExpressions: LabelSelector['matchExpressions'] = [];
  const requirements = text.split(/,(?![^(]*\))/).map((part) => part.trim());
  for (const requirement of requirements.filter((part) => part !== '')) {
    const set = /^([\w./-]+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(requirement);
    const equality = /^([\w./-]+)\s*(==|=|!=)\s*([\w.-]*)$/.exec(requirement);
    const existence = /^(!?)\s*([\w./-]+)$/.exec(requirement);
    if (set !== null) {
      const values = (set[3] ?? '').split(',').map((value) => value.trim());
      matchExpressions.push({ key: set[1] ?? '', operator: set[2] === 'in' ? 'In' : 'NotIn', values });
    } else if (equality !== null) {
      matchExpressions.push({
        key: equality[1] ?? '',
        operator: equality[2] === '!=' ? 'NotIn' : 'In',
        values: [equality[3] ?? ''],
      });
    } else if (existence !== null) {
      matchExpressions.push({ key: existence[2] ?? '', operator: existence[1] === '!' ? 'DoesNotExist' : 'Exists', values: [] });
    } else return undefined;
  }
  return { matchLabels: {}, matchExpressions };
}
