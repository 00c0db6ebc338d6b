import { TICK_INTERVAL_MS } from './limits';

/**
 * Largest value recorded in a sliding window, in constant time per value: a queue in which no value is followed by a larger one.
 * Follows Knative Serving 98e5ef9, pkg/autoscaler/aggregation/max (timewindow.go, window.go), with the granularity of one tick.
 */
export class MaxWindow {
  private readonly values: Int32Array;
  private readonly indexes: Float64Array;
  private first = 0;
  private length = 0;

  public constructor(windowMs: number) {
    const size = Math.ceil(windowMs / TICK_INTERVAL_MS);
    this.values = new Int32Array(size);
    this.indexes = new Float64Array(size);
  }

  /** Records a value and answers with the maximum of the window that ends now. Times must not go backwards. */
  public record(nowMs: number, value: number): number {
    const { values, indexes } = this;
    const size = values.length;
    const index = Math.floor(nowMs / TICK_INTERVAL_MS);

    // What is not larger than the newcomer can never be the maximum again.
    while (this.length > 0 && value >= (values[this.at(this.length - 1)] ?? 0)) this.length--;
    while (this.length > 0 && index - (indexes[this.first] ?? 0) >= size) {
      this.length--;
      this.first = this.first + 1 === size ? 0 : this.first + 1;
    }
    // A smaller value within the same tick interval does not count.
    if (this.length === 0 || indexes[this.at(this.length - 1)] !== index) {
      const end = this.at(this.length);
      values[end] = value;
      indexes[end] = index;
      this.length++;
    }
    return values[this.first] ?? 0;
  }

  private at(position: number): number {
    return (this.first + position) % this.values.length;
  }
}
