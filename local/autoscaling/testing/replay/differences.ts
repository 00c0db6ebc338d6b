/** Repeats one recorded step and returns its result fields. */
export type Replayer = (step: object) => Readonly<Record<string, unknown>>;

export interface Difference {
  /** `outcome.conditions.AbleToScale.reason`; '' for the whole value. */
  readonly field: string;
  readonly recorded: unknown;
  readonly replayed: unknown;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Leaves in which two values of JSON differ. */
export function differences(recorded: unknown, replayed: unknown, field: string): Difference[] {
  if (Object.is(recorded, replayed)) return [];
  if (!isObject(recorded) || !isObject(replayed) || Array.isArray(recorded) !== Array.isArray(replayed))
    return [{ field, recorded, replayed }];
  const keys = new Set([...Object.keys(recorded), ...Object.keys(replayed)]);
  return [...keys].flatMap((key) => differences(recorded[key], replayed[key], field === '' ? key : `${field}.${key}`));
}

/** A value as it comes back from a file of JSON. */
export function asJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
