/** One finding about what a user wrote for an autoscaler. */
export interface Problem {
  /** JSON path into the object, e.g. `spec.behavior.scaleUp.policies[0].value`. */
  readonly path: string;
  readonly message: string;
  /** `rejected`: upstream refuses the object. `ignored`: upstream takes it and silently does something else. */
  readonly effect: 'rejected' | 'ignored';
}

/** The first for which upstream refuses the object. */
export function firstRejection(problems: readonly Problem[]): Problem | undefined {
  return problems.find(({ effect }) => effect === 'rejected');
}

export function rejected(path: string, message: string): Problem {
  return { path, message, effect: 'rejected' };
}

export function ignored(path: string, message: string): Problem {
  return { path, message, effect: 'ignored' };
}
