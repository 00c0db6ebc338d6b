import type { PodServer } from './pod-server';

/** Pods by how many requests they have, so that finding one with the fewest takes no search: one list for each number. */
export class LeastBusy {
  private readonly levels: PodServer[][] = [];
  /** No pod has fewer. */
  private lowest = 0;
  private count = 0;
  private turn = 0;

  public add(pod: PodServer): void {
    this.count++;
    this.put(pod, pod.outstanding);
  }

  public remove(pod: PodServer): void {
    if (pod.busyLevel < 0) return;
    this.count--;
    this.take(pod);
    pod.busyLevel = -1;
  }

  /** A pod may have more or fewer requests than before. */
  public changed(pod: PodServer): void {
    const { outstanding } = pod;
    if (pod.busyLevel < 0 || pod.busyLevel === outstanding) return;
    this.take(pod);
    this.put(pod, outstanding);
  }

  /** One of those with the fewest, each in its turn; undefined without pods. */
  public pick(): PodServer | undefined {
    if (this.count === 0) return undefined;
    while ((this.levels[this.lowest]?.length ?? 0) === 0) this.lowest++;
    const level = this.levels[this.lowest];
    return level?.[this.turn++ % level.length];
  }

  private put(pod: PodServer, outstanding: number): void {
    while (this.levels.length <= outstanding) this.levels.push([]);
    const level = this.levels[outstanding];
    if (level === undefined) return;
    pod.busyLevel = outstanding;
    pod.busySlot = level.push(pod) - 1;
    if (outstanding < this.lowest) this.lowest = outstanding;
  }

  private take(pod: PodServer): void {
    const level = this.levels[pod.busyLevel];
    const last = level?.pop();
    if (level === undefined || last === undefined || last === pod) return;
    level[pod.busySlot] = last;
    last.busySlot = pod.busySlot;
  }
}
