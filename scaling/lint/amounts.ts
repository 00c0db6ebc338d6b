const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** `1250` -> `1.25`, `250` -> `0.25`: whole cores, without trailing zeros. */
export function formatCores(milli: number): string {
  return rounded(milli / 1000);
}

export function formatBytes(bytes: number): string {
  if (bytes >= GIB) return `${rounded(bytes / GIB)} GiB`;
  return bytes >= MIB ? `${rounded(bytes / MIB)} MiB` : `${rounded(bytes)} B`;
}

/** An amount of a resource by the name that a container, or a quota, has for it. */
export function formatResource(name: string, milli: number): string {
  if (/(^|\.)cpu$/.test(name)) return `${formatCores(milli)} CPU`;
  return /(^|\.)memory$/.test(name) ? formatBytes(milli / 1000) : rounded(milli / 1000);
}

function rounded(value: number): string {
  return String(Number(value.toFixed(3)));
}
