import type { CallShape } from '../plan';

/** An input of a model, enough to make one: latency of these graphs depends on shapes, not on values. */
export interface InputSpec {
  readonly name: string;
  readonly type: 'int64' | 'float32';
  readonly dims: readonly (number | 'batch' | 'sequence')[];
  /** Values are drawn between these, both included. */
  readonly low: number;
  readonly high: number;
}

/** The request to a fresh process: load one model with so many threads, then call it in each shape. */
export interface MeasureRequest {
  readonly model: string;
  readonly inputs: readonly InputSpec[];
  readonly threads: number;
  readonly isOptimized: boolean;
  readonly shapes: readonly Pick<CallShape, 'batch' | 'sequence'>[];
  readonly calls: number;
  readonly fewestCalls: number;
  readonly secondsPerShape: number;
}

export interface MeasuredShape {
  readonly batch: number;
  readonly sequence: number;
  /** Milliseconds of each call, in order. */
  readonly callMs: readonly number[];
  /** CPU time of the process over these calls, seconds. */
  readonly cpuSeconds: number;
}

/** The answer. */
export interface MeasureReply {
  /** From the file to a session that can be called, milliseconds; the file is in the page cache. */
  readonly coldLoadMs: number;
  /** Resident set of the process after load and one call, bytes. */
  readonly rssBytes: number;
  readonly shapes: readonly MeasuredShape[];
}
