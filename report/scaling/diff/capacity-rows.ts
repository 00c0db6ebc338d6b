import { cpuText, shortNumber, usdText, type Capacity } from '../../../scaling/diff';
import { formatBytes } from '../../../scaling/lint';

/** A quantity of both sides, for a table: what it is, base, head, change. */
export type Row = readonly [what: string, base: string, head: string, change: string];

const GIB = 2 ** 30;

type Amount = readonly [what: string, of: (capacity: Capacity) => number | null, show: (value: number) => string];

const AMOUNTS: readonly Amount[] = [
  ['pods', ({ maxPods }) => maxPods, String],
  ['CPU requested', ({ cpuCores }) => cpuCores, cpuText],
  ['memory requested', ({ memoryGib }) => memoryGib, (gib) => formatBytes(gib * GIB)],
  ['GPUs', ({ gpus }) => gpus, shortNumber],
  ['price per hour', ({ priceUsdPerHour }) => priceUsdPerHour, usdText],
];

/** Amounts at the maximum; GPUs only if there are any. */
export function capacityRows(base: Capacity | null, head: Capacity | null): Row[] {
  return AMOUNTS.flatMap(([what, of, show]) => {
    const before = base === null ? 0 : of(base);
    const after = head === null ? 0 : of(head);
    if (what === 'GPUs' && (before ?? 0) === 0 && (after ?? 0) === 0) return [];
    const text = (value: number | null, side: Capacity | null): string => (value === null ? missing(side) : show(value));
    return [[what, text(before, base), text(after, head), changeText([base, before], [head, after], show)] as const];
  });
}

function missing(side: Capacity | null): string {
  return side?.maxPods === null ? 'not bounded' : 'unknown';
}

type SideAmount = readonly [side: Capacity | null, value: number | null];

function changeText([baseSide, base]: SideAmount, [headSide, head]: SideAmount, show: (value: number) => string): string {
  if (base === head && base !== null) return 'none';
  if (base === null || head === null) {
    const [wasBounded, isBounded] = [baseSide?.maxPods !== null, headSide?.maxPods !== null];
    if (wasBounded !== isBounded) return isBounded ? 'bounded now' : 'no bound any more';
    return isBounded ? 'unknown' : 'none';
  }
  const sign = head > base ? '+' : '-';
  const percent = base === 0 ? '' : ` (${sign}${Math.abs(Math.round(((head - base) / base) * 100))} %)`;
  return `${sign}${show(Math.abs(head - base))}${percent}`;
}
