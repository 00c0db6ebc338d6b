import { nearest, type KedaSettings } from '../../contract';
import { below, type Problem } from '../problem';
import { CHECKED_TRIGGERS } from './keda-triggers';
import { isResourceTrigger } from './keda-trigger-problems';

type ScalingModifiers = NonNullable<NonNullable<KedaSettings['advanced']>['scalingModifiers']>;

/** Words of the expression language that are no variables. */
const WORDS = [
  'true',
  'false',
  'nil',
  'not',
  'and',
  'or',
  'in',
  'if',
  'else',
  'let',
  'matches',
  'contains',
  'startsWith',
  'endsWith',
];

/** Variables that a formula reads: names that are not called, not a field of something, not quoted, not made by `let`. */
function variablesOf(formula: string): string[] {
  const bare = formula.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  const own = [...bare.matchAll(/\blet\s+([A-Za-z_]\w*)/g)].map(([, name]) => name ?? '');
  const names = [...bare.matchAll(/(?<![\w.])[A-Za-z_]\w*(?!\w|\s*\()/g)].map(([name]) => name);
  return [...new Set(names)].filter((name) => !WORDS.includes(name) && !own.includes(name));
}

/** What KEDA would reject or ignore around a formula (apis/keda/v1alpha1/scaledobject_webhook.go, v2.21.0). */
export function formulaProblems(modifiers: ScalingModifiers, triggers: KedaSettings['triggers']): Problem[] {
  const field = 'advanced.scalingModifiers';
  const problems: Problem[] = [];
  const names = triggers.filter((one) => !isResourceTrigger(one)).flatMap(({ name }) => (name === undefined ? [] : [name]));
  const variables = variablesOf(modifiers.formula);
  if (modifiers.formula.trim() === '') problems.push({ field: 'formula', problem: 'is empty' });
  for (const variable of variables.filter((one) => !names.includes(one))) {
    const meant = nearest(variable, names);
    const fix = meant === undefined ? `Named triggers: ${names.join(', ') || 'none'}.` : `Did you mean ${meant}?`;
    problems.push({ field: 'formula', problem: `reads ${variable}, and no trigger has that name`, fix });
  }
  const target = Number(modifiers.target);
  if (!(target > 0)) problems.push({ field: 'target', problem: `"${modifiers.target}" is not a number above 0` });
  if (modifiers.activationTarget !== undefined) {
    const activation = Number(modifiers.activationTarget);
    if (Number.isNaN(activation))
      problems.push({ field: 'activationTarget', problem: `"${modifiers.activationTarget}" is not a number` });
    else if (activation > target)
      problems.push({ field: 'activationTarget', problem: `${activation} is above target ${target}` });
  }
  return [...below(field, problems), ...ignoredTriggerProblems(triggers, variables)];
}

/** With a formula only its variables count: other triggers, and activation levels of single triggers, have no effect. */
function ignoredTriggerProblems(triggers: KedaSettings['triggers'], variables: readonly string[]): Problem[] {
  return triggers.flatMap((trigger, index): Problem[] => {
    if (isResourceTrigger(trigger)) return [];
    if (trigger.name === undefined)
      return [{ field: `triggers[${index}].name`, problem: 'is missing, so that the formula cannot read this trigger' }];
    if (!variables.includes(trigger.name))
      return [
        { field: `triggers[${index}].name`, problem: `${trigger.name} is not read by the formula, so the trigger is ignored` },
      ];
    const activation = CHECKED_TRIGGERS[trigger.type]?.activation;
    return activation !== undefined && trigger.metadata[activation] !== undefined
      ? [
          {
            field: `triggers[${index}].metadata.${activation}`,
            problem: 'is ignored beside a formula',
            fix: 'Use advanced.scalingModifiers.activationTarget.',
          },
        ]
      : [];
  });
}
