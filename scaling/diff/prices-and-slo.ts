import { z } from 'zod';
import { nearest, pricesSchema, sloSchema, throwAny, UserError, type Prices, type Slo } from '../../contract';

/** What a prediction is judged by: what pods cost, and what is too slow. */
export interface PricesAndSlo {
  readonly prices: Prices;
  readonly slo: Slo;
}

const pricesAndSloSchema = z.object({ prices: pricesSchema.prefault({}), slo: sloSchema.prefault({}) });

/** The defaults, as in a lab.yaml without them. */
export const DEFAULT_PRICES_AND_SLO: PricesAndSlo = pricesAndSloSchema.parse({});

/**
 * `prices` and `slo` of a lab.yaml; every other key of it is left alone. A file that has neither is refused.
 *
 * @param file only for messages
 * @throws UserErrors naming every key that is wrong
 */
export function pricesAndSloOfFile(file: string, document: unknown): PricesAndSlo {
  const isKnown = typeof document === 'object' && document !== null && ('prices' in document || 'slo' in document);
  if (!isKnown) {
    throw new UserError({
      where: `--prices ${file}`,
      problem: 'holds neither prices nor slo.',
      fix: `Write them as in lab.yaml, e.g. prices: { vcpuHourUsd: ${DEFAULT_PRICES_AND_SLO.prices.vcpuHourUsd} }`,
      code: 'document-wrong',
    });
  }
  const result = pricesAndSloSchema.safeParse(document);
  if (result.success) return result.data;
  throwAny(complaints(file, result.error.issues, [...Object.keys(pricesSchema.shape), ...Object.keys(sloSchema.shape)]));
  throw result.error;
}

/**
 * Prices as on the command line: `vcpuHourUsd=0.04,gpuHourUsd=2.5`. Prices that are not named keep their defaults.
 *
 * @throws UserErrors naming every wrong price
 */
export function pricesOfText(text: string): Prices {
  const entries = text.split(',').map((part) => {
    const [key = '', value = ''] = part.split('=', 2).map((one) => one.trim());
    return [key, value === '' ? Number.NaN : Number(value)] as const;
  });
  const result = pricesSchema.safeParse(Object.fromEntries(entries));
  if (result.success) return result.data;
  throwAny(complaints('--prices', result.error.issues, Object.keys(pricesSchema.shape)));
  throw result.error;
}

function complaints(where: string, issues: readonly z.core.$ZodIssue[], known: readonly string[]): UserError[] {
  return issues.flatMap((issue) => {
    const at = (key: PropertyKey[]): string => `${where}  ${key.map(String).join('.')}`;
    const wrong = (path: PropertyKey[], problem: string): UserError =>
      new UserError({ where: at(path), problem, code: where.startsWith('--') ? 'flag-wrong' : 'setting-wrong' });
    if (issue.code !== 'unrecognized_keys') return [wrong(issue.path, issue.message)];
    return issue.keys.map((key) => {
      const meant = nearest(key, known);
      return wrong(
        [...issue.path, key],
        `is not a setting.${meant === undefined ? ` There are ${known.join(', ')}.` : ` Did you mean ${meant}?`}`,
      );
    });
  });
}
