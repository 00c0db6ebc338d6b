import { nearest } from '../../contract';
import { type Problem, ignored, rejected } from '../problem';
import { type TriggerContext, textOf, unreadableAs } from './metadata';
import { CONDITIONS, REMOVED_PARAMETERS, type Parameter, type Written } from './scalers';
import type { Trigger } from './types';

/** Their scalers hand all of metadata on to a program that others wrote, which alone knows what it reads. */
const OPAQUE_TYPES: readonly string[] = ['external', 'external-push'];

/** Whether a trigger asks a program of somebody else, so that nobody here knows what its values mean. */
export function isOpaqueTrigger({ type }: Pick<Trigger, 'type'>): boolean {
  return OPAQUE_TYPES.includes(type);
}

/** Fields of a trigger that people write into its metadata. */
const BESIDE_METADATA: readonly string[] = ['metricType', 'useCachedMetrics', 'authenticationRef'];

export interface CheckedTrigger {
  readonly trigger: Trigger;
  /** Of the trigger in its object, e.g. `spec.triggers[0]`. */
  readonly path: string;
  readonly context: TriggerContext;
  readonly parameters: readonly Parameter[];
  /** A formula computes with its value, so that it needs no target of its own. */
  readonly isFormulaInput: boolean;
}

/**
 * What is wrong with the metadata of a trigger, by the parameters of its scaler: what is missing or unreadable, what its parameters
 * have to agree on, and what KEDA does not read. What a TriggerAuthentication gives is taken to be there.
 * Follows KEDA 8b4f083, pkg/scalers/scalersconfig/typed_config.go.
 */
export function metadataProblems(checked: CheckedTrigger): Problem[] {
  const { trigger, path, parameters } = checked;
  const at = (name: string): string => `${path}.metadata.${name}`;
  const written = writtenIn(checked);
  const removed = REMOVED_PARAMETERS[trigger.type] ?? {};
  const problems: Problem[] = parameters.flatMap((parameter) => parameterProblems(parameter, checked, written));
  for (const [name, instead] of Object.entries(removed)) {
    if ((trigger.metadata[name] ?? '').trim() !== '')
      problems.push(rejected(at(name), `is refused by this version of KEDA: ${instead ?? ''}`));
  }
  for (const condition of CONDITIONS[trigger.type] ?? []) {
    const fault = condition(written);
    if (fault !== undefined) problems.push(rejected(at(fault.name), fault.message));
  }
  problems.push(...zeroTargets(checked, written));
  if (!isOpaqueTrigger(trigger)) {
    for (const key of Object.keys(trigger.metadata)) {
      const message = removed[key] === undefined ? unreadKey(key, checked, written) : undefined;
      if (message !== undefined) problems.push(ignored(at(key), message));
    }
  }
  return problems.filter((one, index) => problems.findIndex(({ path: other }) => other === one.path) === index);
}

function writtenIn({ trigger, context, parameters, isFormulaInput }: CheckedTrigger): Written {
  const parameterOf = (name: string): Parameter | undefined => parameters.find(({ names }) => names.includes(name));
  const text = (name: string): string | undefined => {
    const parameter = parameterOf(name);
    return parameter && textOf(parameter, trigger, { ...context, authParams: {} });
  };
  return {
    text,
    mayHave: (name) => text(name) !== undefined || mayBeAuthenticated(name),
    isFormulaInput,
  };
  function mayBeAuthenticated(name: string): boolean {
    if (parameterOf(name)?.origins.includes('authParams') !== true) return false;
    return trigger.authenticationRef !== undefined || (context.authParams[name] ?? '') !== '';
  }
}

function parameterProblems(parameter: Parameter, { trigger, path, context }: CheckedTrigger, { mayHave }: Written): Problem[] {
  const { names, isRequired, kind, choices, origins } = parameter;
  const [name = ''] = names;
  if (isRequired && !names.some(mayHave)) return [rejected(`${path}.metadata.${name}`, missingWords(parameter))];
  // What the environment or a TriggerAuthentication holds is not known here.
  if (!origins.includes('triggerMetadata')) return [];
  return names.flatMap((one): Problem[] => {
    const text = textOf({ names: [one], origins: ['triggerMetadata'] }, trigger, context);
    if (text === undefined) return [];
    const at = `${path}.metadata.${one}`;
    const unreadable = unreadableAs(kind, text);
    if (unreadable !== undefined) return [rejected(at, `${JSON.stringify(text)} is ${unreadable}`)];
    const other = choices.length === 0 ? undefined : text.split(',').find((part) => !choices.includes(part.trim()));
    return other === undefined ? [] : [rejected(at, `must be one of ${choices.join(', ')}, was ${other.trim()}`)];
  });
}

function missingWords({ names: [name = ''], origins }: Parameter): string {
  const others = [
    ...(origins.includes('resolvedEnv') ? [`${name}FromEnv`] : []),
    ...(origins.includes('authParams') ? ['a TriggerAuthentication'] : []),
  ];
  if (others.length === 0) return 'is missing';
  return `is missing: ${origins.includes('triggerMetadata') ? 'write it, or give it' : 'give it'} by ${others.join(' or ')}`;
}

/** A scaler that treats 0 as a target which is switched off. */
const ZERO_IS_OFF: readonly string[] = ['solace-event-queue', 'solace-direct-messaging', 'datadog'];

/** Targets are the numbers that have an activation value beside them. The API server refuses an HPA whose target is not positive. */
function zeroTargets({ trigger, path, parameters, isFormulaInput }: CheckedTrigger, { text }: Written): Problem[] {
  if (isFormulaInput || ZERO_IS_OFF.includes(trigger.type)) return [];
  const names = parameters.flatMap((parameter) => parameter.names);
  return names.flatMap((name): Problem[] => {
    if (!names.includes(`activation${name.charAt(0).toUpperCase()}${name.slice(1)}`)) return [];
    const value = text(name);
    if (value === undefined || unreadableAs('float', value) !== undefined || Number(value) > 0) return [];
    return [rejected(`${path}.metadata.${name}`, POSITIVE_TARGET)];
  });
}

export const POSITIVE_TARGET = 'must be greater than 0: the HPA that KEDA creates needs a positive target';

/** Why KEDA does not read a key; undefined when it does. */
function unreadKey(key: string, { trigger, parameters }: CheckedTrigger, { mayHave }: Written): string | undefined {
  const isRead = (name: string, origin: Parameter['origins'][number]): boolean =>
    parameters.some(({ names, origins }) => origins.includes(origin) && names.some((known) => isNamed(known, name)));
  if (isRead(key, 'triggerMetadata')) return undefined;
  const variable = /^(.+)FromEnv$/.exec(key)?.[1];
  if (variable !== undefined && isRead(variable, 'resolvedEnv')) return undefined;
  if (isRead(key, 'authParams')) return 'is not read here: KEDA takes it from a TriggerAuthentication only';
  if (BESIDE_METADATA.includes(key)) return 'is not read here: it belongs to the trigger, beside metadata';
  if (key === 'metricName') return 'is not read any more: KEDA names the metric itself';
  const inMetadata = parameters.filter(({ origins }) => origins.includes('triggerMetadata'));
  const choice = meant(variable ?? key, inMetadata, mayHave);
  return `is not a setting of a ${trigger.type} trigger.${choice === undefined ? '' : ` Did you mean ${choice}${variable === undefined ? '' : 'FromEnv'}?`}`;
}

function isNamed(known: string, name: string): boolean {
  return known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : known === name;
}

/** The key that was most likely meant: the one that is spelt alike, or the only missing one that holds the word. */
function meant(key: string, parameters: readonly Parameter[], mayHave: Written['mayHave']): string | undefined {
  const names = parameters.flatMap((parameter) => parameter.names);
  const alike = nearest(key.slice(0, 80), names);
  if (alike !== undefined) return alike;
  const word = key.toLowerCase();
  const holding = parameters
    .filter(({ isRequired }) => isRequired)
    .flatMap((parameter) => parameter.names)
    .filter((name) => !mayHave(name) && (name.toLowerCase().includes(word) || word.includes(name.toLowerCase())));
  return word.length >= 3 && holding.length === 1 ? holding[0] : undefined;
}
