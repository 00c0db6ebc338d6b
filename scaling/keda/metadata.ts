import { nearest } from '../../contract';
import { parseBool } from '../go-values';
import { type Problem, ignored, rejected } from '../problem';
import type { Trigger } from './types';

/** What a trigger may draw on besides its own metadata. */
export interface TriggerContext {
  /** From the TriggerAuthentication it refers to. */
  readonly authParams: Readonly<Record<string, string>>;
  /** Environment of the target's container, for `<name>FromEnv`. */
  readonly resolvedEnv: Readonly<Record<string, string>>;
}

export type MetadataOrigin = 'triggerMetadata' | 'authParams' | 'resolvedEnv';

/**
 * Reads a trigger's metadata and gathers what is wrong with it.
 * Follows KEDA 8b4f083, pkg/scalers/scalersconfig/typed_config.go: text is trimmed, empty is absent, numbers are read as JSON.
 */
export class MetadataReader {
  public readonly problems: Problem[] = [];
  private readonly asked = new Set<string>();

  public constructor(
    private readonly trigger: Trigger,
    private readonly path: string,
    private readonly context: TriggerContext,
  ) {}

  /** The first text found, origins in order and in each the names in order. */
  public find(names: readonly string[], origins: readonly MetadataOrigin[]): string | undefined {
    for (const name of names) this.asked.add(name).add(`${name}FromEnv`);
    for (const origin of origins) {
      for (const name of names) {
        const text = this.lookUp(name, origin)?.trim();
        if (text !== undefined && text !== '') return text;
      }
    }
    return undefined;
  }

  public text(name: string): string | undefined {
    return this.find([name], ['triggerMetadata']);
  }

  public requiredText(name: string): string {
    const text = this.text(name);
    if (text === undefined) this.problems.push(rejected(this.keyPath(name), 'is missing'));
    return text ?? '';
  }

  /** @returns the default also where the text is wrong, which is then among the problems */
  public integer(name: string, fallback: number): number {
    const text = this.text(name);
    if (text === undefined) return fallback;
    if (/^-?(0|[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
    return this.unreadable(name, text, 'a whole number', fallback);
  }

  public float(name: string, fallback: number | undefined): number {
    const text = this.text(name);
    if (text === undefined) {
      if (fallback === undefined) this.problems.push(rejected(this.keyPath(name), 'is missing'));
      return fallback ?? 0;
    }
    if (/^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text))) return Number(text);
    return this.unreadable(name, text, 'a number', fallback ?? 0);
  }

  public boolean(name: string, fallback: boolean): boolean {
    const text = this.text(name);
    if (text === undefined) return fallback;
    return parseBool(text) ?? this.unreadable(name, text, 'true or false', fallback);
  }

  /** Keys that the scaler reads in places that the lab does not. */
  public alsoKnown(...names: readonly string[]): void {
    for (const name of names) this.asked.add(name);
  }

  public reject(name: string, message: string): void {
    this.problems.push(rejected(this.keyPath(name), message));
  }

  /** Call last: whatever was never asked for is ignored by KEDA too. */
  public nameUnknown(): void {
    const known = [...this.asked].filter((name) => !name.endsWith('FromEnv'));
    for (const key of Object.keys(this.trigger.metadata)) {
      if (this.asked.has(key)) continue;
      const choice = nearest(key, known);
      const hint = choice === undefined ? '' : ` Did you mean ${choice}?`;
      this.problems.push(ignored(this.keyPath(key), `is not a setting of a ${this.trigger.type} trigger.${hint}`));
    }
  }

  private lookUp(name: string, origin: MetadataOrigin): string | undefined {
    if (origin === 'triggerMetadata') return this.trigger.metadata[name];
    if (origin === 'authParams') return this.context.authParams[name];
    const variable = this.trigger.metadata[`${name}FromEnv`];
    return variable === undefined ? undefined : this.context.resolvedEnv[variable];
  }

  private unreadable<T>(name: string, text: string, wanted: string, fallback: T): T {
    this.problems.push(rejected(this.keyPath(name), `${JSON.stringify(text)} is not ${wanted}`));
    return fallback;
  }

  private keyPath(name: string): string {
    return `${this.path}.metadata.${name}`;
  }
}
