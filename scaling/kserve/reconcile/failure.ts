import type { Problem } from '../../problem';
import type { Child, Role } from '../types';

/** Why the controller could not bring an InferenceService where it should be; it tries again, with the same outcome. */
export interface ReconcileFailure {
  readonly role: Role;
  /** As in the condition `<Role>Ready`, or in the controller's log when it says nothing there. */
  readonly message: string;
  /** The object that the API server refused; undefined when it came to none. */
  readonly refused: { readonly kind: Child['kind']; readonly name: string; readonly problems: readonly Problem[] } | undefined;
  /** False when the controller gives up before it writes a condition. */
  readonly isInStatus: boolean;
}

export class Failed extends Error {
  public constructor(public readonly failure: ReconcileFailure) {
    super(failure.message);
  }
}
