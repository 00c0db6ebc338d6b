import { plain } from '../../contract';
import type { PredictionProgress } from '../../scaling/diff/simulated';

/** Something is said at most this often: what is over sooner needs no progress. */
const QUIET_MS = 2000;

/** Tells on stderr how far a prediction is. */
export function predictionProgress(
  print: (line: string) => void = (line) => void process.stderr.write(`${line}\n`),
  nowMs: () => number = () => performance.now(),
): (progress: PredictionProgress) => void {
  let spokenMs = nowMs();
  return ({ pods, done, all }) => {
    if (nowMs() - spokenMs < QUIET_MS) return;
    spokenMs = nowMs();
    print(`predicting ${plain(pods)} (${done + 1} of ${all})`);
  };
}
