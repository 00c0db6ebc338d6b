import { UserError, type UserErrorParts } from '../contract/user-error';

/**
 * Aborts on ctrl-C, SIGTERM, a closed terminal, or when the reader of the output has gone (`| head`, or a `| tee` that got ctrl-C
 * too). Everything that takes long gets this signal and cleans up after itself. Its output may then have no reader.
 */
export class Interrupt {
  private readonly controller = new AbortController();

  public constructor() {
    const abort = (): void => this.controller.abort(new Interrupted());
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, abort);
    for (const stream of [process.stdout, process.stderr]) {
      stream.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EPIPE') throw error;
        abort();
      });
    }
  }

  public get signal(): AbortSignal {
    return this.controller.signal;
  }
}

/** Says at once that ctrl-C was heard, because ending what runs takes a moment. For commands that start something. */
export function announceStop(signal: AbortSignal, what = 'everything that was started is ended first'): void {
  signal.addEventListener('abort', () => process.stderr.write(`\n==> stopping; ${what}\n`), { once: true });
}

/** Thrown when work stops because the user asked for it. */
export class Interrupted extends UserError {
  public constructor(
    said: Pick<UserErrorParts, 'problem' | 'fix'> = { problem: 'stopped before the end; nothing was left running.' },
  ) {
    super({ where: 'interrupted', ...said, code: 'interrupted' });
  }
}
