import { plainNumber } from '../../text/number';

/** `1 pod`, `3 pods`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${plainNumber(count)} ${count === 1 ? one : many}`;
}

/** `18.2 requests/s` */
export function rateWords(rps: number, unit = 'requests/s'): string {
  return `${plainNumber(rps)} ${unit}`;
}

/** `about $25`: a price nobody reads to the cent, USD. */
export function aboutUsd(usd: number): string {
  return `about $${usd >= 10 ? plainNumber(Math.round(usd)) : String(Number(usd.toPrecision(2)))}`;
}

/** `a, b and c` */
export function joined(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** The first of 1, 2, 5, 10, 20, 50, … that is at least a value: a load that a reader can picture. */
export function roundLoad(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(atLeast, 1e-3)));
  return [1, 2, 5, 10].map((step) => step * power).find((load) => load >= atLeast * (1 - 1e-9)) ?? 10 * power;
}
