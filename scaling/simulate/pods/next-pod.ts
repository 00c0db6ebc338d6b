import { NEVER } from '../engine/clock';
import type { PodServer } from './pod-server';

/** The pods in a binary heap by their next event; the moments are in a column of their own, where comparing is cheap. */
export class NextPod {
  private readonly heap: PodServer[] = [];
  private moments = new Float64Array(16).fill(NEVER);

  /** When the next event of any pod is. */
  public get atMs(): number {
    return this.moments[0] ?? NEVER;
  }

  /** The pod whose event is next; undefined without pods. */
  public get pod(): PodServer | undefined {
    return this.heap[0];
  }

  /** In no order. */
  public get pods(): readonly PodServer[] {
    return this.heap;
  }

  public add(pod: PodServer): void {
    pod.place = this.heap.push(pod) - 1;
    if (this.heap.length > this.moments.length) {
      const wider = new Float64Array(2 * this.moments.length).fill(NEVER);
      wider.set(this.moments);
      this.moments = wider;
    }
    this.rise(pod, pod.place, pod.nextAtMs);
  }

  public remove(pod: PodServer): void {
    const { heap } = this;
    const last = heap.pop();
    this.moments[heap.length] = NEVER;
    if (last !== undefined && last !== pod) {
      last.place = pod.place;
      heap[last.place] = last;
      this.moved(last);
    }
    pod.place = -1;
  }

  /** A pod's next event has changed. */
  public moved(pod: PodServer): void {
    const { place, nextAtMs } = pod;
    if (this.heap.length === 1) this.moments[0] = nextAtMs;
    else if (place > 0 && nextAtMs < (this.moments[(place - 1) >> 1] ?? 0)) this.rise(pod, place, nextAtMs);
    else this.sink(pod, place, nextAtMs);
  }

  private rise(pod: PodServer, from: number, atMs: number): void {
    const { moments } = this;
    let place = from;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = moments[parent] ?? 0;
      if (above <= atMs) break;
      this.put(this.heap[parent], place, above);
      place = parent;
    }
    this.put(pod, place, atMs);
  }

  private sink(pod: PodServer, from: number, atMs: number): void {
    const { moments } = this;
    const count = this.heap.length;
    let place = from;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= count) break;
      if (child + 1 < count && (moments[child + 1] ?? 0) < (moments[child] ?? 0)) child++;
      const below = moments[child] ?? 0;
      if (below >= atMs) break;
      this.put(this.heap[child], place, below);
      place = child;
    }
    this.put(pod, place, atMs);
  }

  private put(pod: PodServer | undefined, place: number, atMs: number): void {
    if (pod === undefined) return;
    this.heap[place] = pod;
    this.moments[place] = atMs;
    pod.place = place;
  }
}
