import { METRICS, type TrackRecord } from '../../scaling/diff';
import type { Score } from '../../scaling/verify';
import { list, paragraph, table } from '../model/block';
import { terminalBlocks } from '../terminal/from-blocks';
import { signed } from '../../scaling/profile';

type Figure = Score['figures'][number];

const FIGURES: Readonly<Record<Figure['name'], readonly [title: string, show: (value: number) => string]>> = {
  podsOnAverage: ['pods on average', threeDigits],
  mostPods: ['most pods', threeDigits],
  p95Ms: ['p95 among answered', shownAs('p95Ms')],
  errorRate: ['errors', shownAs('errorRate')],
  cores: ['CPU in use, cores', threeDigits],
};

function shownAs(metric: string): (value: number) => string {
  return (value) => METRICS[metric]?.show(value, 3600) ?? String(value);
}

function threeDigits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** How good a prediction was, for a terminal. */
export function renderScore(score: Score, record: TrackRecord | undefined): string {
  const { figures, claims, cautions, replicasMae, p95ErrorPercent, costErrorPercent } = score;
  const held = figures.filter(({ isHeld }) => isHeld).length;
  const errors = [
    ...(replicasMae === null ? [] : [`replicas off by ${threeDigits(replicasMae)} on average`]),
    ...(p95ErrorPercent === null ? [] : [`p95 by ${signed(p95ErrorPercent)} %`]),
    ...(costErrorPercent === null ? [] : [`cost by ${signed(costErrorPercent)} %`]),
  ];
  return terminalBlocks([
    paragraph(
      `${score.pods}: ${held} of ${figures.length} figures within the range of single runs${errors.length === 0 ? '' : `; ${errors.join(', ')}`}.`,
    ),
    paragraph(
      `${score.base} → ${score.head}, live since ${score.live}; ${score.windowSeconds} s before gave the service times, ${score.windowSeconds} s after the load; ${score.runs} runs.`,
      'aside',
    ),
    table('', ['', 'measured', 'predicted', { title: 'single runs' }, { title: '' }], figures.map(figureRow)),
    list('What the prediction had claimed', claims.map(claimWords)),
    list('Caution', cautions),
    paragraph(record === undefined ? '' : recordWords(record), 'aside'),
  ]);
}

function figureRow({ name, measured, predicted, low, high, isHeld }: Figure): string[] {
  const [title, show] = FIGURES[name];
  return [title, show(measured), show(predicted), `${show(low)} to ${show(high)}`, isHeld ? 'held' : 'not held'];
}

function claimWords({ scenario, metric, predicted, measured, agrees }: Score['claims'][number]): string {
  const verdict = agrees === null ? 'cannot be compared: the load before and after differs' : agrees ? 'true' : 'not true';
  return `${metric} ${predicted} under ${scenario}; measured: ${measured} (${verdict})`;
}

/** One sentence for later comments. */
export function recordWords(record: TrackRecord): string {
  const { changes, figures, held, medianP95ErrorPercent, medianReplicasMae, claims, agreed } = record;
  if (changes === 0) return 'No prediction of this repository has been scored yet (lab diff --verify).';
  const parts = [
    `the range of single runs held ${held} of ${figures} measured figures`,
    ...(claims === 0 ? [] : [`${agreed} of ${claims} claimed changes went the way that was predicted`]),
    ...(medianP95ErrorPercent === null ? [] : [`p95 was off by ${Math.round(medianP95ErrorPercent)} % in the median`]),
    ...(medianReplicasMae === null ? [] : [`replicas by ${threeDigits(medianReplicasMae)}`]),
  ];
  return `Score of earlier predictions (${changes} ${changes === 1 ? 'change' : 'changes'} that went live): ${parts.join('; ')}.`;
}
