/**
 * Value of a metric in the Prometheus text format, summed over its label sets; undefined when it is not there.
 * Enough for the process metrics that every client library writes.
 */
export function metricValue(text: string, name: string): number | undefined {
  const line = new RegExp(`^${name}(?:\\{[^\\n]*\\})?[ \\t]+(\\S+)`, 'gm');
  const values = [...text.matchAll(line)].map((match) => Number(match[1])).filter(Number.isFinite);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}
