import {
  completeSpec,
  DEFAULT_CONTROLLER_SETTINGS,
  HpaController,
  type ControllerSettings,
  type HpaInputs,
  type HpaSpec,
} from '../hpa';
import { boundsOf, type Bound } from './limits';
import { alterationsOf, nameOf, type Alteration } from './smallest';
import type { Situation } from './variant';

/** One sync with all its inputs. */
export interface RecordedSync {
  readonly nowMs: number;
  readonly inputs: HpaInputs;
}

/** What one metric asked for by itself. */
export interface Asked {
  readonly metric: string;
  /** null: it could not be read. */
  readonly replicas: number | null;
  readonly error: string | null;
  readonly averageUtilization: number | null;
  readonly averageValueMilli: number | null;
}

/** Why a sync ended at its count. */
export interface SyncReason {
  readonly atMs: number;
  readonly from: number;
  readonly to: number;
  readonly asked: readonly Asked[];
  /** The metric that asked for the most; null where none was asked, or none could be read. */
  readonly winner: string | null;
  readonly bounds: readonly Bound[];
  readonly alterations: readonly Alteration[];
}

/**
 * Replays a recording and says of every sync which metric won, which limits bound, and what would have altered it. Each answer is
 * computed anew by the controller itself with that one thing different, from the state that it was in.
 */
export function explainHpa(spec: HpaSpec, settings: Partial<ControllerSettings>, syncs: Iterable<RecordedSync>): SyncReason[] {
  const complete = completeSpec(spec, { ...DEFAULT_CONTROLLER_SETTINGS, ...settings });
  const written: HpaSpec = { ...spec, metrics: complete.metrics };
  const controller = new HpaController(written, settings);
  const reasons: SyncReason[] = [];
  for (const { nowMs, inputs } of syncs) {
    const situation: Situation = {
      before: controller.copyWith(written, settings),
      nowMs,
      actual: { spec: written, settings, inputs },
    };
    const { replicas, currentMetrics } = controller.sync(nowMs, inputs);
    reasons.push(reasonOf(situation, replicas, currentMetrics.length > 0));
  }
  return reasons;
}

/** @param areAsked false: the count was out of bounds or 0, which decides without metrics */
function reasonOf(situation: Situation, replicas: number, areAsked: boolean): SyncReason {
  const { before, nowMs, actual } = situation;
  const { inputs, spec } = actual;
  const proposals = areAsked ? before.proposals(nowMs, inputs) : [];
  const asked = proposals.map((proposal, index): Asked => ({
    metric: nameOf((spec.metrics ?? [])[index] ?? { type: 'Unknown' }),
    replicas: proposal.error === undefined ? proposal.replicas : null,
    error: proposal.error ?? null,
    averageUtilization: proposal.current?.averageUtilization ?? null,
    averageValueMilli: proposal.current?.averageValueMilli ?? null,
  }));
  const bounds = boundsOf(situation, replicas);
  return {
    atMs: nowMs,
    from: inputs.specReplicas,
    to: replicas,
    asked,
    winner: winnerOf(asked),
    bounds,
    alterations: alterationsOf(situation, replicas, [...new Set(bounds.flatMap(({ limits }) => limits))]),
  };
}

/** Follows pkg/controller/podautoscaler/horizontal.go, computeReplicasForMetrics, v1.34: a later metric wins if it asks for more. */
function winnerOf(asked: readonly Asked[]): string | null {
  let winner: Asked | undefined;
  for (const one of asked) {
    if (one.replicas === null) continue;
    if (winner === undefined || winner.replicas === 0 || one.replicas > (winner.replicas ?? 0)) winner = one;
  }
  return winner?.metric ?? null;
}
