/**
 * Every kind of benchmark. A new one is a file here, a line in the table, and its steps in contract/planned-steps.ts.
 *
 * - `load`, `queue`, `autoscaling`, `serving`, `load-tools`, `accuracy`, `parity`, `quantization`: the kinds, each a function
 * - `context`: the inputs and the outcome of a kind; `check`: a bound and whether it holds
 * - `drive`, `ramp`, `max-rps`, `slo-search`: load that rises until a bound breaks
 * - `latency`, `jobs`, `pod-usage`, `idle`, `tool-agreement`: what was measured, as metrics with intervals
 */
import type { Benchmark } from '../../contract/job';
import { runAccuracy } from './accuracy';
import { runAutoscaling } from './autoscaling';
import type { Kind } from './context';
import { runLoad } from './load';
import { runTools } from './load-tools';
import { runParity } from './parity';
import { runQuantization } from './quantization';
import { runQueue } from './queue';
import { runServing } from './serving';

export const KINDS: { readonly [Name in Benchmark['kind']]: Kind<Name> } = {
  load: runLoad,
  queue: runQueue,
  accuracy: runAccuracy,
  autoscaling: runAutoscaling,
  tools: runTools,
  serving: runServing,
  parity: runParity,
  quantization: runQuantization,
};

/** Kinds that need only one of their services at a time, and ask for it themselves. */
export const ONE_BY_ONE: readonly Benchmark['kind'][] = ['parity'];
