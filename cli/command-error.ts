import { CommanderError } from 'commander';
import { ExitCode } from '../contract/exit-codes';
import { plainLines } from '../contract/plain';
import { UserError } from '../contract/user-error';

/** Prints an error for a person and returns the exit code it maps to. A stack trace is shown only for our own bugs. */
export function report(error: unknown, print: (text: string) => void): number {
  if (error instanceof UserError) {
    // Names in it may come from manifests and results.
    print(plainLines(error.message));
    return error.exitCode;
  }
  // Commander has printed its own message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  if (isFullDisk(error)) {
    print('disk\n  is full: a file could not be written.\n  Free space and run the command again.');
    return ExitCode.environment;
  }
  print(
    `This is a bug in the lab, not a mistake of yours:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return ExitCode.failure;
}

function isFullDisk(error: unknown): boolean {
  return error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOSPC';
}
