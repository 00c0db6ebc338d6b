import { parseQuantity, type Quantity } from '../../contract/quantity';
import { type Problem, rejected } from '../problem';
import { placeholderIn } from './placeholders';
import { isRecord } from '../../contract';

/** Longest text that decides anything about scaling; longer ones are cut, so that no parser meets a megabyte. */
const LONGEST_TEXT = 4096;
/** Counts are of type int32 in every API that is read here. */
const LARGEST_COUNT = 2 ** 31 - 1;

/**
 * Part of an object, read field by field in the type that Kubernetes has for it. A value of another type counts as absent and is
 * noted as a problem, because the API server refuses the object for it. null counts as absent.
 */
export class Fields {
  public constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    /** Of this part in its object: '' or `spec.template`. */
    public readonly path: string,
    private readonly problems: Problem[],
  ) {}

  /** As written, for whoever reads it as an object of another kind. */
  public raw(): Readonly<Record<string, unknown>> {
    return this.values;
  }

  public has(key: string): boolean {
    return this.value(key) !== undefined;
  }

  public text(key: string): string | undefined {
    return this.typed(key, 'text (put it in quotes)', isText)?.slice(0, LONGEST_TEXT);
  }

  public integer(key: string): number | undefined {
    return this.typed(key, 'a whole number', isInteger);
  }

  /** How many there are of something: the API server takes no negative number, and none beyond 32 bits. */
  public count(key: string): number | undefined {
    return this.typed(key, `a whole number from 0 to ${LARGEST_COUNT}`, isCount);
  }

  public boolean(key: string): boolean | undefined {
    return this.typed(key, 'true or false', (value) => typeof value === 'boolean');
  }

  /** A quantity: text or number. */
  public quantity(key: string): Quantity | undefined {
    return this.typed(key, 'a quantity such as 500m, 2 or 1Gi', isQuantity);
  }

  /** A quantity that is not negative. */
  public amount(key: string): Quantity | undefined {
    return this.typed(key, 'an amount such as 500m, 2 or 1Gi, and not negative', isAmount);
  }

  /** A number, or text such as `25%`. */
  public integerOrText(key: string): number | string | undefined {
    const value = this.typed(key, 'a whole number or a percentage', (one) => isText(one) || isInteger(one));
    return typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : value;
  }

  public below(key: string): Fields | undefined {
    const map = this.typed(key, 'a map', isRecord);
    return map && new Fields(map, this.at(key), this.problems);
  }

  public list(key: string): Fields[] | undefined {
    return this.items(key, 'a map', isRecord)?.map(({ item, at }) => new Fields(item, at, this.problems));
  }

  public texts(key: string): string[] | undefined {
    return this.items(key, 'text (put it in quotes)', isText)?.map(({ item }) => item.slice(0, LONGEST_TEXT));
  }

  /** A map of text to text, such as labels; empty when absent. */
  public textMap(key: string): Record<string, string> {
    return this.entries(key, (map, name) => map.text(name));
  }

  /** A map of names to amounts that cannot be negative, such as requests; empty when absent. */
  public amountMap(key: string): Record<string, Quantity> {
    return this.entries(key, (map, name) => map.amount(name));
  }

  /** Problems that a reader of this part found by itself. */
  public noteAll(problems: readonly Problem[]): void {
    this.problems.push(...problems);
  }

  private entries<T>(key: string, read: (map: Fields, name: string) => T | undefined): Record<string, T> {
    const map = this.below(key);
    if (map === undefined) return {};
    return Object.fromEntries(
      Object.keys(map.values).flatMap((name): [string, T][] => {
        const value = read(map, name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  }

  private items<T>(key: string, wanted: string, is: (value: unknown) => value is T): { item: T; at: string }[] | undefined {
    const items = this.typed(key, 'a list', (value): value is unknown[] => Array.isArray(value));
    return items?.flatMap((item, index) => {
      const at = `${this.at(key)}[${index}]`;
      if (is(item)) return [{ item, at }];
      this.note(at, item, wanted);
      return [];
    });
  }

  private typed<T>(key: string, wanted: string, is: (value: unknown) => value is T): T | undefined {
    const value = this.value(key);
    if (value === undefined || is(value)) return value;
    // What is filled in later is neither there nor wrong.
    if (placeholderIn(value) === undefined) this.note(this.at(key), value, wanted);
    return undefined;
  }

  private value(key: string): unknown {
    return Object.hasOwn(this.values, key) ? (this.values[key] ?? undefined) : undefined;
  }

  private at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }

  private note(path: string, value: unknown, wanted: string): void {
    this.problems.push(rejected(path, `is ${shown(value)}; must be ${wanted}`));
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isCount(value: unknown): value is number {
  return isInteger(value) && value >= 0 && value <= LARGEST_COUNT;
}

function isAmount(value: unknown): value is Quantity {
  return isQuantity(value) && (parseQuantity(value)?.unscaled ?? 0n) >= 0n;
}

function isQuantity(value: unknown): value is Quantity {
  return (typeof value === 'string' || typeof value === 'number') && parseQuantity(value) !== undefined;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  // JSON has no word for what is infinite.
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
