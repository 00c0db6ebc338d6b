/**
 * Every kind of benchmark. A new one is a file here and a line in the table.
 *
 * - `load`, `queue`, `autoscaling`, `serving`, `load-tools`, `accuracy`, `parity`, `quantization`: the kinds, each with its plan and its run
 * - `context`: what a kind is given and what it hands back; `check`: a bound and whether it holds
 * - `drive`, `ramp`, `max-rps`, `slo-search`: load that goes up until something gives
 * - `latency`, `jobs`, `pod-usage`, `idle`, `tool-agreement`: what was measured, as metrics with intervals
 */
import type { Benchmark } from '../../contract/job';
import { accuracyKind } from './accuracy';
import { autoscalingKind } from './autoscaling';
import type { Kind } from './context';
import { loadKind } from './load';
import { toolsKind } from './load-tools';
import { parityKind } from './parity';
import { quantizationKind } from './quantization';
import { queueKind } from './queue';
import { servingKind } from './serving';

export const KINDS: { readonly [Name in Benchmark['kind']]: Kind<Name> } = {
  load: loadKind,
  queue: queueKind,
  accuracy: accuracyKind,
  autoscaling: autoscalingKind,
  tools: toolsKind,
  serving: servingKind,
  parity: parityKind,
  quantization: quantizationKind,
};
