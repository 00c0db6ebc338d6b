import type { ErrorCode } from './error-codes';
import { ExitCode, type ExitCodeName } from './exit-codes';

export interface UserErrorParts {
  /**
   * What kind of mistake or shortage it is, for searching the docs and logs.
   * @default - the message names none
   */
  readonly code?: ErrorCode;
  /** Where it is: `lab.yaml:14  services.fastapi.replicas`, a command line flag, an object `Deployment/fastapi`. */
  readonly where: string;
  /** What is wrong, in one sentence. */
  readonly problem: string;
  /** What to do about it: the nearest valid choice, a command to run. */
  readonly fix?: string;
  readonly exit: Exclude<ExitCodeName, 'ok'>;
}

/** A mistake or a shortage that a person can mend. Shown without a stack trace. */
export class UserError extends Error {
  public readonly exitCode: number;

  public constructor(public readonly parts: UserErrorParts) {
    const { where, problem, fix, code } = parts;
    const lines = [problem, ...(fix === undefined ? [] : [fix]), ...(code === undefined ? [] : [`code: ${code}`])];
    super([where, ...lines.map((line) => `  ${line}`)].join('\n'));
    this.name = 'UserError';
    this.exitCode = ExitCode[parts.exit];
  }
}

/** Several user errors shown at once (a lab.yaml with three mistakes names all three). */
export class UserErrors extends UserError {
  public constructor(public readonly errors: readonly [UserError, ...UserError[]]) {
    super(errors[0].parts);
    this.message = errors.map((error) => error.message).join('\n');
  }
}
