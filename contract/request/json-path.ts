/** The item of a list whose field has that text: `[?@.name=='label']`. */
interface Chosen {
  readonly field: string;
  readonly equals: string;
}

/** Steps into a JSON document: names of fields, indexes of lists, and items chosen by a field. */
export type JsonSteps = readonly (string | number | Chosen)[];

const STEP = /\.([A-Za-z_][\w-]*)|\['([^'\]]+)'\]|\[(\d+)\]|\[\?@\.([A-Za-z_][\w-]*) ?== ?'([^'\]]*)'\]/y;

/**
 * The steps of a path such as `$.predictions[0].label`, in the notation of RFC 9535; undefined when it has others than names,
 * indexes and `[?@.name=='label']`, so that every path means one value at most.
 */
export function jsonSteps(path: string): JsonSteps | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: JsonSteps[number][] = [];
  STEP.lastIndex = 1;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (match === null) return undefined;
    const [, name, quoted, index, field, equals = ''] = match;
    steps.push(field === undefined ? (name ?? quoted ?? Number(index)) : { field, equals });
  }
  return steps;
}

/** What lies there; undefined when nothing does. */
export function valueAt(document: unknown, steps: JsonSteps): unknown {
  return steps.reduce<unknown>((here, step) => {
    if (typeof here !== 'object' || here === null) return undefined;
    if (typeof step === 'string') return Object.hasOwn(here, step) ? (here as Record<string, unknown>)[step] : undefined;
    if (!Array.isArray(here)) return undefined;
    const items: unknown[] = here;
    return typeof step === 'number' ? items[step] : items.find((item) => valueAt(item, [step.field]) === step.equals);
  }, document);
}
