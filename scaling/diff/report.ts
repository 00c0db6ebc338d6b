import type { Prices, Slo } from '../../contract';
import type { Finding } from '../lint';
import type { ObjectChange } from './changes';
import type { Consequences } from './consequences';
import type { Predictions } from './predictor';
import type { DIFF_SCHEMA } from './schema';

/** How a condition of --fail-on was judged. */
export interface GateResult {
  readonly expression: string;
  readonly pass: boolean;
  /** `unknown`: it could not be judged, and does not pass unless that is allowed. */
  readonly verdict: 'pass' | 'fail' | 'unknown';
  readonly message: string;
}

/** Everything a reviewer has to know about a change of scaling. */
export interface DiffReport {
  readonly schema: typeof DIFF_SCHEMA;
  /** How the two sides were named. */
  readonly base: string;
  readonly head: string;
  readonly kubernetesVersion: string;
  readonly isChanged: boolean;
  readonly changes: readonly ObjectChange[];
  readonly consequences: Consequences;
  readonly prices: Prices;
  readonly slo: Slo;
  /** Of lint: what the head has and the base has not. */
  readonly newFindings: readonly Finding[];
  readonly resolvedFindings: readonly Finding[];
  readonly predictions: Predictions | null;
  readonly gates: readonly GateResult[];
}
