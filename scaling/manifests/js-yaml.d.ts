/** The part of js-yaml 3 that `fast-yaml` uses. */
declare module 'js-yaml' {
  export interface TypeOptions {
    readonly kind: 'scalar' | 'sequence' | 'mapping';
    readonly resolve?: (text: string | null) => boolean;
    readonly construct?: (text: string) => unknown;
  }
  export class Type {
    public readonly tag: string;
    public constructor(tag: string, options: TypeOptions);
  }
  export class Schema {
    public readonly implicit: readonly Type[];
    public constructor(definition: { readonly include?: readonly Schema[]; readonly implicit?: readonly Type[] });
  }
  export const FAILSAFE_SCHEMA: Schema;
  export interface LoadOptions {
    readonly schema?: Schema;
    readonly listener?: (event: 'open' | 'close', state: { readonly line: number }) => void;
  }
  export function loadAll(text: string, iterator: (document: unknown) => void, options?: LoadOptions): void;
}
