const SUFFIX: Readonly<Record<string, number>> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

const QUANTITY = /^(\d+(?:\.\d+)?)(m|k|M|G|T|Ki|Mi|Gi|Ti)?$/;

/** A Kubernetes quantity as a plain number of its base unit, or undefined when it is not one. */
function quantity(text: string): number | undefined {
  const match = QUANTITY.exec(text);
  const factor = SUFFIX[match?.[2] ?? ''];
  return match?.[1] === undefined || factor === undefined ? undefined : Number(match[1]) * factor;
}

/** CPU in thousandths of a core: `500m` -> 500, `2` -> 2000. Undefined for anything that is no CPU amount (`1Gi`, `2 cores`). */
export function cpuMillis(text: string): number | undefined {
  if (/[kMGTi]/.test(text)) return undefined;
  const cores = quantity(text);
  return cores === undefined ? undefined : Math.ceil(Number((cores * 1000).toFixed(6)));
}

/** Memory in bytes: `512Mi` -> 536870912. Undefined for anything that is no memory amount (`500m`, `512MB`). */
export function memoryBytes(text: string): number | undefined {
  if (text.endsWith('m')) return undefined;
  const bytes = quantity(text);
  return bytes === undefined ? undefined : Math.ceil(bytes);
}

/** Seconds of a duration such as `300ms`, `30s`, `5m`, `1h30m`; undefined when it is none. */
export function durationSeconds(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  const unitSeconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g))
    total += Number(amount) * (unitSeconds[unit ?? ''] ?? 0);
  return total;
}
