import { smoothingCoefficient, wholePower } from './exponential-weights';
import { LinearBuckets, bucketOf, wrapped } from './linear-buckets';

/**
 * Averages in which every older second weighs less by a constant factor.
 * Follows Knative Serving 98e5ef9, pkg/autoscaler/aggregation/bucketing.go, WeightedFloat64Buckets.
 */
export class WeightedBuckets extends LinearBuckets {
  private coefficient: number;

  public constructor(windowMs: number) {
    super(windowMs);
    this.coefficient = smoothingCoefficient(this.buckets.length);
  }

  /** Unlike the linear average this one is not rounded. Upstream: WindowAverage. */
  public override average(nowMs: number): number {
    if (this.isEmpty(nowMs)) return 0;
    const { buckets, coefficient, lastWrite } = this;
    const length = buckets.length;
    const decay = 1 - coefficient;
    const silent = bucketOf(nowMs) - lastWrite;
    let weight = coefficient;
    let counted = length;
    if (silent > 0) {
      weight *= wholePower(decay, silent);
      counted -= silent;
    }
    let sum = 0;
    let index = wrapped(lastWrite, length);
    for (; counted > 0; counted--) {
      sum += (buckets[index] ?? 0) * weight;
      weight *= decay;
      index = index === 0 ? length - 1 : index - 1;
    }
    return sum;
  }

  public override resize(windowMs: number, nowMs: number): void {
    super.resize(windowMs, nowMs);
    this.coefficient = smoothingCoefficient(this.buckets.length);
  }
}
