import { instructions } from './dockerfile';

/** What a builder counts as a step. */
const STEP = /^(FROM|RUN|COPY|ADD|WORKDIR|ENV|ARG|USER|EXPOSE|ENTRYPOINT|CMD|STOPSIGNAL|LABEL)\s/i;

/** Follows the output of a build: how much of it is done, by steps. The last one ends with the build itself. */
export class BuildSteps {
  private readonly steps: number;
  private readonly begun = new Set<string>();

  public constructor(dockerfile: string) {
    this.steps = Math.max(1, instructions(dockerfile).filter((line) => STEP.test(line)).length);
  }

  /** Share of the build that is done when it prints this line; never less than before. */
  public after(line: string): number {
    // The classic builder says `Step 3/15 : RUN …`, BuildKit `#8 [packages 2/3] RUN …`; both when the step begins.
    const begun = /^Step (\d+)\/\d+ : /.exec(line)?.[1] ?? /^#\d+ \[([^\]]+)\] /.exec(line)?.[1];
    if (begun !== undefined) this.begun.add(begun);
    return Math.min(this.steps - 1, Math.max(0, this.begun.size - 1)) / this.steps;
  }
}
