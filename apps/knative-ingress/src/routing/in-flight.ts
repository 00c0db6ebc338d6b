import { nameOf, type Address } from './addresses';

/** Requests under way, by address. */
export class InFlight {
  private readonly counts = new Map<string, number>();

  /** Addresses with the fewest requests under way first; ties are broken at random. */
  public inOrder(addresses: readonly Address[], random: () => number): Address[] {
    return addresses
      .map((address) => ({ address, count: this.counts.get(nameOf(address)) ?? 0, tie: random() }))
      .sort((one, other) => one.count - other.count || one.tie - other.tie)
      .map(({ address }) => address);
  }

  /** Counts a request in. The returned function counts it out once, however often it is called. */
  public begin(address: Address): () => void {
    const name = nameOf(address);
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = (this.counts.get(name) ?? 1) - 1;
      if (left > 0) this.counts.set(name, left);
      else this.counts.delete(name);
    };
  }
}
