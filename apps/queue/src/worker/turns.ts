/**
 * Decides which job may begin. Jobs run side by side, except for suspects: a job that was active when several workers died
 * runs alone, so that it cannot harm other jobs if it is the reason.
 */
export class Turns {
  private running = 0;
  private suspectRuns = false;
  private readonly line: { readonly suspect: boolean; readonly go: () => void }[] = [];

  public async run<T>(kind: 'usual' | 'suspect', work: () => Promise<T>): Promise<T> {
    const suspect = kind === 'suspect';
    await new Promise<void>((go) => {
      this.line.push({ suspect, go });
      this.letIn();
    });
    try {
      return await work();
    } finally {
      this.running--;
      this.suspectRuns = false;
      this.letIn();
    }
  }

  private letIn(): void {
    for (let next = this.line[0]; next !== undefined && this.mayBegin(next.suspect); next = this.line[0]) {
      this.line.shift();
      this.running++;
      this.suspectRuns = next.suspect;
      next.go();
    }
  }

  private mayBegin(suspect: boolean): boolean {
    return !this.suspectRuns && (!suspect || this.running === 0);
  }
}
