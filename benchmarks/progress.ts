import type { PlannedStep } from '../contract/planned-steps';
import { countdownText } from '../contract/countdown';
import type { Clock } from './clock';

const INTERVAL_MS = 2000;

/** Prints the current step and the time left: a line when a step begins, then every two seconds. */
export class Progress {
  private readonly left: PlannedStep[];

  public constructor(
    plan: readonly PlannedStep[],
    private readonly write: (line: string) => void,
    private readonly now: Clock,
  ) {
    this.left = [...plan];
  }

  /** Runs a step of the plan; steps before it that were skipped are dropped from the time left. */
  public async run<Result>(name: string, step: () => Promise<Result>): Promise<Result> {
    const position = this.left.findIndex((planned) => planned.name === name);
    const seconds = this.left[position]?.seconds ?? 0;
    this.left.splice(0, position + 1);
    const startMs = this.now();
    let said = '';
    const report = (): void => {
      const here = seconds - (this.now() - startMs) / 1000;
      const later = this.left.reduce((sum, planned) => sum + planned.seconds, 0);
      const line = here < 0.5 ? `${name}: finishing` : countdownText({ what: name, leftSeconds: here + later });
      // A step that outlasts its plan would say the same every two seconds.
      if (line === said) return;
      said = line;
      this.write(line);
    };
    report();
    const timer = setInterval(report, INTERVAL_MS);
    try {
      return await step();
    } finally {
      clearInterval(timer);
    }
  }
}
