import { ERROR_CODES, type ErrorCode } from './error-codes';
import { ExitCode } from './exit-codes';

export interface UserErrorParts {
  /** What kind of mistake or shortage it is, for searching the docs and logs. The command's exit code follows from it. */
  readonly code: ErrorCode;
  /** Where it is: `lab.yaml:14  services.fastapi.replicas`, a command line flag, an object `Deployment/fastapi`. */
  readonly where: string;
  /** What is wrong, in one sentence. */
  readonly problem: string;
  /** What to do about it: the nearest valid choice, a command to run. */
  readonly fix?: string;
}

/** A mistake or a shortage that a person can fix. Shown without a stack trace. */
export class UserError extends Error {
  public readonly exitCode: number;

  public constructor(public readonly parts: UserErrorParts) {
    super([said(parts), `  code: ${parts.code}`].join('\n'));
    this.name = 'UserError';
    this.exitCode = ExitCode[ERROR_CODES[parts.code].exit];
  }
}

/** The text of an error, or of a warning (which has no code). */
export function said({ where, problem, fix }: Omit<UserErrorParts, 'code'>): string {
  return [where, `  ${problem}`, ...(fix === undefined ? [] : [`  ${fix}`])].join('\n');
}

/** Several user errors shown at once (a lab.yaml with three mistakes names all three). */
export class UserErrors extends UserError {
  public constructor(public readonly errors: readonly [UserError, ...UserError[]]) {
    super(errors[0].parts);
    this.message = errors.map((error) => error.message).join('\n');
  }
}

/** Throws all errors at once; does nothing without any. */
export function throwAny([first, ...others]: readonly UserError[]): void {
  if (first !== undefined) throw new UserErrors([first, ...others]);
}
