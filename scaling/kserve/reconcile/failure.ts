import type { Problem } from '../../problem';
import type { Child, Role } from '../types';

/** Why the controller failed to reconcile an InferenceService; it tries again with the same outcome. */
export interface ReconcileFailure {
  readonly role: Role;
  /** As in the condition `<Role>Ready`, or in the controller's log when the condition says nothing. */
  readonly message: string;
  /** The object that the API server refused; undefined when none was sent. */
  readonly refused: { readonly kind: Child['kind']; readonly name: string; readonly problems: readonly Problem[] } | undefined;
  /** False when the controller gives up before it writes a condition. */
  readonly isInStatus: boolean;
}

export class Failed extends Error {
  public constructor(public readonly failure: ReconcileFailure) {
    super(failure.message);
  }
}
