/** Exit codes of every `lab` command, documented in docs/reference/exit-codes.md. */
export const ExitCode = {
  ok: 0,
  /** Something inside the lab went wrong: a bug or a crashed service. */
  failure: 1,
  /** The command line is wrong: unknown flag, command or value. */
  usage: 2,
  /** lab.yaml, a scenario or a manifest is wrong. */
  config: 3,
  /** This machine lacks something: Node, Python, a free port, disk space, a permission. */
  environment: 4,
  /** The model artifact is missing or does not match its manifest. */
  artifact: 5,
  /** A benchmark ran but its verdict failed (only with --fail-on-verdict and for gates). */
  verdict: 6,
  /** Stopped by ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCodeName = keyof typeof ExitCode;
