/** A first-in, first-out queue of request numbers. It grows, but never allocates per entry. */
export class Ring {
  public size = 0;
  private items = new Int32Array(64);
  private head = 0;

  public push(id: number): void {
    if (this.size === this.items.length) this.grow();
    this.items[(this.head + this.size++) & (this.items.length - 1)] = id;
  }

  /** The oldest; only while `size` is above 0. */
  public shift(): number {
    const id = this.items[this.head] ?? -1;
    this.head = (this.head + 1) & (this.items.length - 1);
    this.size--;
    return id;
  }

  /** The one at a place from the front. */
  public at(index: number): number {
    return this.items[(this.head + index) & (this.items.length - 1)] ?? -1;
  }

  private grow(): void {
    const wider = new Int32Array(2 * this.items.length);
    for (let index = 0; index < this.size; index++) wider[index] = this.at(index);
    this.items = wider;
    this.head = 0;
  }
}
