import { NEVER } from './never';
import type { Pod } from './pod';

/** The pods in a binary heap by their next event. */
export class NextPod {
  private readonly heap: Pod[] = [];

  /** When the next event of any pod is. */
  public get atMs(): number {
    return this.heap[0]?.nextAtMs ?? NEVER;
  }

  /** The pod whose event is next; undefined without pods. */
  public get pod(): Pod | undefined {
    return this.heap[0];
  }

  public add(pod: Pod): void {
    pod.place = this.heap.push(pod) - 1;
    this.rise(pod);
  }

  public remove(pod: Pod): void {
    const { heap } = this;
    const last = heap.pop();
    if (last !== undefined && last !== pod) {
      last.place = pod.place;
      heap[last.place] = last;
      this.moved(last);
    }
    pod.place = -1;
  }

  /** A pod's next event is another one now. */
  public moved(pod: Pod): void {
    if (this.heap.length === 1) return;
    if (!this.rise(pod)) this.sink(pod);
  }

  private rise(pod: Pod): boolean {
    const { heap } = this;
    let place = pod.place;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.nextAtMs <= pod.nextAtMs) break;
      heap[place] = above;
      above.place = place;
      place = parent;
    }
    if (place === pod.place) return false;
    heap[place] = pod;
    pod.place = place;
    return true;
  }

  private sink(pod: Pod): void {
    const { heap } = this;
    let place = pod.place;
    for (;;) {
      let child = 2 * place + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      const earlier = right !== undefined && right.nextAtMs < left.nextAtMs ? right : left;
      if (earlier.nextAtMs >= pod.nextAtMs) break;
      if (earlier === right) child++;
      heap[place] = earlier;
      earlier.place = place;
      place = child;
    }
    heap[place] = pod;
    pod.place = place;
  }
}
