const SUFFIXES = ['m', '', 'k', 'M', 'G', 'T', 'P', 'E'] as const;

/** A decimal quantity as the API writes it: 1500 -> `1500m`, 250000 -> `250`, 16000000 -> `16k`. */
export function quantityText(milli: number): string {
  if (milli === 0) return '0';
  let value = milli;
  let suffix = 0;
  while (suffix < SUFFIXES.length - 1 && value % 1000 === 0) {
    value /= 1000;
    suffix++;
  }
  return `${value}${SUFFIXES[suffix] ?? ''}`;
}
