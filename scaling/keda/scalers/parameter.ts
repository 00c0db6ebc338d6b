/**
 * Scalers by trigger type, each with its parameters as one text. A parameter is `name/alias!:kind@origins=choice|choice`:
 * - `!` it must be given
 * - kind, text without one (see `Kind`)
 * - origins, in the order in which KEDA looks: `m` metadata, `e` environment (`<name>FromEnv`), `a` TriggerAuthentication;
 *   metadata only without them
 * - choices, one or several with commas
 */
export type ScalerTable = Readonly<Record<string, string>>;

/** `pairs`: `key=value,key=value`. `ranges`: whole numbers and ranges of them, `1,3-5`. `duration`: `30s`, or milliseconds. */
export type Kind = 'text' | 'int' | 'float' | 'bool' | 'duration' | 'pairs' | 'ranges';

export type MetadataOrigin = 'triggerMetadata' | 'resolvedEnv' | 'authParams';

export interface Parameter {
  /** The first is how messages call it. One that ends in `*` stands for every name that begins so. */
  readonly names: readonly string[];
  readonly isRequired: boolean;
  readonly kind: Kind;
  readonly origins: readonly MetadataOrigin[];
  /** Empty: any value. */
  readonly choices: readonly string[];
}

const ORIGINS: Readonly<Record<string, MetadataOrigin>> = { m: 'triggerMetadata', e: 'resolvedEnv', a: 'authParams' };
const FORM = /^([\w./*]+)(!?)(?::(\w+))?(?:@([mea]+))?(?:=(\S+))?$/;

/** @throws Error when a text of the tables is not in their form */
export function parseParameters(text: string): Parameter[] {
  return text
    .trim()
    .split(/\s+/)
    .map((token) => {
      const [, names, required, kind = 'text', origins = 'm', choices] = FORM.exec(token) ?? [];
      if (names === undefined) throw new Error(`not a parameter: ${token}`);
      return {
        names: names.split('/'),
        isRequired: required === '!',
        kind: kind as Kind,
        origins: (origins.match(/[mea]/g) ?? []).flatMap((letter) => ORIGINS[letter] ?? []),
        choices: choices?.split('|') ?? [],
      };
    });
}
