import type { DeciderSpec } from './decider';
import { toInt32 } from '../go-values';
import { MaxWindow } from './max-window';
import type { Observed } from './metric-windows';

/** One decision. Knative Serving 98e5ef9, pkg/autoscaler/scaling/multiscaler.go, ScaleResult. */
export interface ScaleResult {
  /** False when there were no data: keep the scale. The other numbers are then 0. */
  readonly valid: boolean;
  /** Pods wanted, before min-scale and max-scale. */
  readonly desired: number;
  /** Load that still fits beyond the target burst capacity. Below 0 the activator stays in the request path. */
  readonly excessBurstCapacity: number;
  readonly stableValue: number;
  readonly panicValue: number;
  readonly panicking: boolean;
}

const NOT_PANICKING = -Infinity;

/**
 * The decision of the Knative Pod Autoscaler from averaged load and ready pods.
 * Follows Knative Serving 98e5ef9, pkg/autoscaler/scaling/autoscaler.go, autoscaler.Scale, in its order of operations.
 */
export class Autoscaler {
  private panicSinceMs: number;
  private mostPanicPods: number;
  private readonly delayWindow: MaxWindow | undefined;

  /**
   * @param readyPods pods ready at `nowMs`. With more than one it starts in panic mode, so that a restarted autoscaler, which has
   *   no history yet, does not scale down.
   */
  public constructor(
    private spec: DeciderSpec,
    nowMs: number,
    readyPods: number,
  ) {
    this.panicSinceMs = readyPods > 1 ? nowMs : NOT_PANICKING;
    this.mostPanicPods = readyPods;
    this.delayWindow = spec.scaleDownDelayMs > 0 ? new MaxWindow(spec.scaleDownDelayMs) : undefined;
  }

  /** Takes effect at the next decision, except for the scale-down delay, which stays what it was. */
  public update(spec: DeciderSpec): void {
    this.spec = spec;
  }

  public scale(nowMs: number, readyPods: number, observed: Observed | undefined): ScaleResult {
    if (observed === undefined) return this.noData();
    const spec = this.spec;
    const ready = Math.max(1, readyPods);
    const mostUp = Math.ceil(spec.maxScaleUpRate * ready);
    const mostDown = spec.reachable ? Math.floor(ready / spec.maxScaleDownRate) : 0;
    const wantedStable = Math.ceil(observed.stable / spec.targetValue);
    const wantedPanic = Math.ceil(observed.panic / spec.targetValue);

    let desired = toInt32(Math.min(Math.max(wantedStable, mostDown), mostUp));
    let desiredPanic = toInt32(Math.min(Math.max(wantedPanic, mostDown), mostUp));
    if (spec.activationScale > 1) {
      if (wantedStable > 0 && spec.activationScale > desired) desired = spec.activationScale;
      if (wantedPanic > 0 && spec.activationScale > desiredPanic) desiredPanic = spec.activationScale;
    }

    if (wantedPanic / ready >= spec.panicThreshold) {
      this.panicSinceMs = nowMs;
    } else if (this.panicSinceMs + spec.stableWindowMs < nowMs && this.panicSinceMs !== NOT_PANICKING) {
      this.panicSinceMs = NOT_PANICKING;
      this.mostPanicPods = 0;
    }
    const panicking = this.panicSinceMs !== NOT_PANICKING;
    if (panicking) {
      this.mostPanicPods = Math.max(this.mostPanicPods, desired, desiredPanic);
      desired = this.mostPanicPods;
    }

    if (this.delayWindow !== undefined && spec.reachable) desired = this.delayWindow.record(nowMs, desired);

    return {
      valid: true,
      desired,
      excessBurstCapacity: excessBurstCapacity(spec, readyPods, observed.panic),
      stableValue: observed.stable,
      panicValue: observed.panic,
      panicking,
    };
  }

  private noData(): ScaleResult {
    const panicking = this.panicSinceMs !== NOT_PANICKING;
    return { valid: false, desired: 0, excessBurstCapacity: 0, stableValue: 0, panicValue: 0, panicking };
  }
}

/** Capacity of the ready pods less the load of the panic window less the burst to be prepared for. */
function excessBurstCapacity(spec: DeciderSpec, readyPods: number, panicValue: number): number {
  if (spec.targetBurstCapacity === 0) return 0;
  if (spec.targetBurstCapacity > 0) {
    return toInt32(Math.floor(readyPods * spec.totalValue - spec.targetBurstCapacity - panicValue));
  }
  return -1;
}
