import { ExitCode, UserError } from '../contract';

/** Aborts on ctrl-C, SIGTERM or a closed terminal; everything long takes this signal and cleans up after itself. */
export class Interrupt {
  private readonly controller = new AbortController();

  public constructor() {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(name, () => {
        if (!this.controller.signal.aborted) process.stderr.write('\n==> stopping; everything that was started is ended first\n');
        this.controller.abort(new Interrupted());
      });
    }
  }

  public get signal(): AbortSignal {
    return this.controller.signal;
  }
}

/** Thrown where work stopped because the user asked for it. */
export class Interrupted extends UserError {
  public constructor() {
    super({ where: 'interrupted', problem: 'stopped before the end; nothing was left running.', exit: 'interrupted' });
  }
}

export const INTERRUPTED_CODE = ExitCode.interrupted;
