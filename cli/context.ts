import type { Interrupt } from './interrupt';

/** How a command hands over its exit code; an error thrown wins over it. */
export type SetExitCode = (exitCode: number) => void;

/** What every command gets. */
export interface CommandContext {
  readonly interrupt: Interrupt;
  readonly exit: SetExitCode;
}
