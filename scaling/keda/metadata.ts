import { parseBool, parseDurationMs } from '../go-values';
import { type Problem, rejected } from '../problem';
import type { Kind, MetadataOrigin, Parameter } from './scalers';
import type { Trigger } from './types';

/** What a trigger may draw on besides its own metadata. */
export interface TriggerContext {
  /** From the TriggerAuthentication it refers to. */
  readonly authParams: Readonly<Record<string, string>>;
  /** Environment of the target's container, for `<name>FromEnv`. */
  readonly resolvedEnv: Readonly<Record<string, string>>;
}

/** The first text found for a parameter, origins in order and in each the names in order; trimmed, and empty is absent. */
export function textOf(
  { names, origins }: Pick<Parameter, 'names' | 'origins'>,
  trigger: Trigger,
  context: TriggerContext,
): string | undefined {
  for (const origin of origins) {
    for (const name of names) {
      const text = lookUp(name, origin, trigger, context)?.trim();
      if (text !== undefined && text !== '') return text;
    }
  }
  return undefined;
}

function lookUp(name: string, origin: MetadataOrigin, { metadata }: Trigger, context: TriggerContext): string | undefined {
  if (origin === 'triggerMetadata') return metadata[name];
  if (origin === 'authParams') return context.authParams[name];
  const variable = metadata[`${name}FromEnv`];
  return variable === undefined ? undefined : context.resolvedEnv[variable];
}

/** How KEDA reads each kind, and what it is called where a text is none. */
const READABLE: Readonly<Record<Kind, { readonly is: (text: string) => boolean; readonly words: string }>> = {
  text: { is: () => true, words: 'text' },
  int: { is: isInteger, words: 'a whole number' },
  float: { is: isFloat, words: 'a number' },
  bool: { is: (text) => parseBool(text) !== undefined, words: 'true or false' },
  duration: {
    is: (text) => (parseDurationMs(text) ?? (/^\d+$/.test(text) ? Number(text) : -1)) >= 0,
    words: 'a duration such as 3s, nor a number of milliseconds',
  },
  pairs: { is: (text) => text.split(',').every((pair) => pair.split('=').length === 2), words: 'key=value,key=value' },
  ranges: {
    is: (text) => text.split(',').every((part) => /^-?\d+(-\d+)?$/.test(part.trim())),
    words: 'a list of numbers such as 1,3-5',
  },
};

function isInteger(text: string): boolean {
  return /^-?(0|[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text));
}

function isFloat(text: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text));
}

/** What the text should be; undefined when it is that. Follows KEDA 8b4f083, typed_config.go: numbers are read as JSON. */
export function unreadableAs(kind: Kind, text: string): string | undefined {
  const { is, words } = READABLE[kind];
  if (is(text)) return undefined;
  return kind === 'duration' ? `neither ${words.replace(', nor', ' nor')}` : `not ${words}`;
}

/**
 * Reads the values of a trigger's parameters for the lab's model of a scaler. What is missing or unreadable reads as the default:
 * `metadataProblems` names it.
 * Follows KEDA 8b4f083, pkg/scalers/scalersconfig/typed_config.go.
 */
export class MetadataReader {
  public readonly problems: Problem[] = [];

  public constructor(
    private readonly trigger: Trigger,
    private readonly path: string,
    private readonly context: TriggerContext,
    private readonly parameters: readonly Parameter[],
  ) {}

  public text(name: string): string | undefined {
    const parameter = this.parameters.find(({ names }) => names.includes(name));
    return parameter === undefined ? undefined : textOf(parameter, this.trigger, this.context);
  }

  /** Of a parameter that may be in one origin only for this purpose. */
  public textFrom(origin: MetadataOrigin, name: string): string | undefined {
    return textOf({ names: [name], origins: [origin] }, this.trigger, this.context);
  }

  public integer(name: string, fallback: number): number {
    const text = this.text(name);
    return text !== undefined && isInteger(text) ? Number(text) : fallback;
  }

  public float(name: string, fallback: number): number {
    const text = this.text(name);
    return text !== undefined && isFloat(text) ? Number(text) : fallback;
  }

  public boolean(name: string, fallback: boolean): boolean {
    return parseBool(this.text(name) ?? '') ?? fallback;
  }

  public reject(name: string, message: string): void {
    this.problems.push(rejected(`${this.path}.metadata.${name}`, message));
  }
}
