/** What the webhook answers when it refuses; undefined when it does not. */
export type Refusal = string | undefined;

/** The first refusal over some items. */
export function firstOf<Item>(items: readonly Item[], check: (item: Item, index: number) => Refusal): Refusal {
  for (const [index, item] of items.entries()) {
    const refusal = check(item, index);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** The first refusal of some checks, made one after another. */
export function firstRefusal(...checks: readonly (() => Refusal)[]): Refusal {
  return firstOf(checks, (check) => check());
}
