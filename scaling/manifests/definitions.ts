/** All that a definition has at its top; a line that begins with anything else may be a key of another kind. */
const LINE = /^(?:(apiVersion|kind|metadata|spec|status):(?=\s|$)|#|---\s*(?:#.*)?$|\s|$)/;
const DOCUMENT = /^(?=---(?:\s|$))/m;
const KIND = 'CustomResourceDefinition';
/** Shorter documents are parsed fast enough. */
const FEWEST_LINES = 50;

/**
 * A text in which definitions of custom resources have nothing but their head, on as many lines. They scale nothing, and in releases
 * of operators they are nearly all of a file: 70,000 of 75,000 lines. What is not plainly one is left as it is.
 */
export function withoutDefinitions(text: string): string {
  if (!text.includes(KIND)) return text;
  return text
    .split(DOCUMENT)
    .map((document) => headOf(document) ?? document)
    .join('');
}

/** undefined: not plainly a definition. */
function headOf(document: string): string | undefined {
  if (!document.includes(KIND)) return undefined;
  const lines = document.split('\n');
  if (lines.length < FEWEST_LINES) return undefined;
  const top = new Map<string, string>();
  for (const line of lines) {
    const match = LINE.exec(line);
    const key = match?.[1];
    if (match === null || (key !== undefined && top.has(key))) return undefined;
    if (key !== undefined) top.set(key, line);
  }
  const [kind, apiVersion] = [top.get('kind'), top.get('apiVersion')];
  if (kind?.trimEnd() !== `kind: ${KIND}` || apiVersion?.startsWith('apiVersion: apiextensions.k8s.io/') !== true)
    return undefined;
  return ['---', apiVersion, kind, ...lines.slice(3).map(() => '')].join('\n');
}
