import { UserError } from '../../../contract';

export type Product = 'Kubernetes' | 'KEDA' | 'Knative';

/** A product before and after an upgrade, or a downgrade. */
export interface VersionRange {
  readonly product: Product;
  readonly from: string;
  readonly to: string;
}

type Numbers = readonly [major: number, minor: number, patch: number];

/** `1.34..1.37`; undefined where the text names one version. */
export function parseRange(flag: string, product: Product, text: string): VersionRange | undefined {
  if (!text.includes('..')) return undefined;
  const [from = '', to = '', ...more] = text.split('..');
  const wrong = [from, to].filter((version) => numbersOf(version) === undefined);
  if (wrong.length > 0 || more.length > 0) {
    throw new UserError({
      where: `${flag} ${text}`,
      problem: 'is no range of versions.',
      fix: 'Write it as 1.34..1.37.',
      code: 'flag-wrong',
    });
  }
  return { product, from, to };
}

/** Whether a change of that version lies between the two, whichever comes first. */
export function isCrossed({ from, to }: VersionRange, changedIn: string): boolean {
  const [low, high] = compare(from, to) <= 0 ? [from, to] : [to, from];
  return compare(low, changedIn) < 0 && compare(changedIn, high) <= 0;
}

export function isDowngrade({ from, to }: VersionRange): boolean {
  return compare(from, to) > 0;
}

/** Negative when the first is older. A version without a patch is its last one: 1.36 has what came in 1.36.2. */
export function compare(one: string, other: string): number {
  const [left, right] = [numbersOf(one) ?? [0, 0, 0], numbersOf(other) ?? [0, 0, 0]];
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

const LAST_PATCH = 999;

function numbersOf(version: string): Numbers | undefined {
  const [, major, minor, patch] = /^v?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?$/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return undefined;
  return [Number(major), Number(minor), patch === undefined ? LAST_PATCH : Number(patch)];
}
