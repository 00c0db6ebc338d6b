import { NEVER } from '../engine/clock';
/** Requests in work in one pod, the one that ends first on top: a binary heap in two columns. */
export class WorkerSlots {
  public count = 0;
  private ends = new Float64Array(16);
  private ids = new Int32Array(16);

  /** When the first one ends; only while `count` is above 0. */
  public get firstEnd(): number {
    return this.ends[0] ?? NEVER;
  }

  public add(end: number, id: number): void {
    if (this.count === this.ends.length) this.grow();
    const { ends, ids } = this;
    let place = this.count++;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = ends[parent] ?? 0;
      if (above <= end) break;
      ends[place] = above;
      ids[place] = ids[parent] ?? 0;
      place = parent;
    }
    ends[place] = end;
    ids[place] = id;
  }

  /** Which one ends first; only while `count` is above 0. */
  public get firstId(): number {
    return this.ids[0] ?? -1;
  }

  public replaceFirst(end: number, id: number): void {
    this.sink(end, id);
  }

  public removeFirst(): number {
    const { ends, ids } = this;
    const first = ids[0] ?? -1;
    const last = --this.count;
    if (last > 0) this.sink(ends[last] ?? 0, ids[last] ?? 0);
    return first;
  }

  private sink(end: number, id: number): void {
    const { ends, ids, count } = this;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= count) break;
      if (child + 1 < count && (ends[child + 1] ?? 0) < (ends[child] ?? 0)) child++;
      const below = ends[child] ?? 0;
      if (below >= end) break;
      ends[place] = below;
      ids[place] = ids[child] ?? 0;
      place = child;
    }
    ends[place] = end;
    ids[place] = id;
  }

  private grow(): void {
    const ends = new Float64Array(2 * this.ends.length);
    const ids = new Int32Array(2 * this.ids.length);
    ends.set(this.ends);
    ids.set(this.ids);
    this.ends = ends;
    this.ids = ids;
  }
}
