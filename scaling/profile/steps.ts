import { median } from '../../contract/statistics';
import { UserError } from '../../contract';
import type { PrometheusApi, Series } from './prometheus';
import { withWindow } from './queries';

/** Prometheus answers no query of more points per series. */
const MOST_POINTS = 11_000;
/** The default number of steps. */
const USUAL_STEPS = 240;
const FEWEST_STEPS = 4;
/** The interval at which most clusters scrape, where no counter shows it. */
const USUAL_SCRAPE_SECONDS = 15;
const LOOK_BACK_SECONDS = 600;
const NICE_SECONDS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

export interface Steps {
  readonly stepSeconds: number;
  readonly scrapeSeconds: number;
  /** Of rates: a step and a scrape, so that no increase falls between two windows. */
  readonly windowSeconds: number;
}

/** Median time between the samples of a counter's first series at the end of the range; undefined where it has none there. */
export async function scrapeInterval(api: PrometheusApi, counter: string, atSeconds: number): Promise<number | undefined> {
  return intervalOf(await api.instant(withWindow(counter, LOOK_BACK_SECONDS), atSeconds));
}

function intervalOf(series: readonly Series[]): number | undefined {
  const times = series.map(({ points }) => points).reduce((most, points) => (points.length > most.length ? points : most), []);
  const gaps = times.slice(1).map(([at], index) => at - (times[index]?.[0] ?? at));
  return gaps.length === 0 ? undefined : Math.max(1, Math.round(median(gaps)));
}

/**
 * @param seenSeconds between two scrapes, where a counter shows it; otherwise the usual interval, or the step where that is shorter
 * @param wantedSeconds undefined: as fine as the scrapes allow, at most 240 steps
 * @throws UserError when the range has too few steps, or the step is shorter than a scrape or too fine for Prometheus
 */
export function stepsOf(rangeSeconds: number, wantedSeconds: number | undefined, seenSeconds: number | undefined): Steps {
  const scrapeSeconds = seenSeconds ?? Math.min(USUAL_SCRAPE_SECONDS, wantedSeconds ?? USUAL_SCRAPE_SECONDS);
  const nice = (least: number): number => NICE_SECONDS.find((one) => one >= least) ?? Math.ceil(least);
  const stepSeconds = wantedSeconds ?? Math.max(scrapeSeconds, nice(rangeSeconds / USUAL_STEPS));
  const refuse = (problem: string, fix: string): UserError =>
    new UserError({ where: `--step ${stepSeconds}s`, problem, fix, code: 'flag-wrong' });
  if (stepSeconds < scrapeSeconds)
    throw refuse(
      `is shorter than the ${scrapeSeconds} s between two scrapes: steps without a sample would be invented.`,
      `Say --step ${nice(scrapeSeconds)}s or more.`,
    );
  if (rangeSeconds / stepSeconds > MOST_POINTS)
    throw refuse(
      `makes ${Math.floor(rangeSeconds / stepSeconds)} points of the range, and Prometheus gives at most ${MOST_POINTS}.`,
      `Say --step ${nice(rangeSeconds / MOST_POINTS)}s or more.`,
    );
  if (rangeSeconds / stepSeconds < FEWEST_STEPS)
    throw refuse(
      `makes ${Math.floor(rangeSeconds / stepSeconds)} points of a range of ${rangeSeconds} s; at least ${FEWEST_STEPS} are needed.`,
      'Choose a longer range: --last 1h',
    );
  return { stepSeconds, scrapeSeconds, windowSeconds: stepSeconds + scrapeSeconds };
}
