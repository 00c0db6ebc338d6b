import { isMaterial, usdText, type Capacity, type DiffReport } from '../../../scaling/diff';
import { notJudgedHeadline } from '../not-judged';
import { podCount, pricesText } from './expectations';
import { momentHeadline } from './moment-words';

/** One line that says it all: `3 objects change in scaling; at most 5 → 20 pods, $0.16 → $0.65 per hour; 1 to watch out for` */
export function headline(report: DiffReport): string {
  const { changes, newFindings } = report;
  const notJudged = notJudgedHeadline(report);
  if (changes.length === 0 && newFindings.length === 0 && notJudged !== '')
    return `${notJudged}; nothing else changes in scaling`;
  const parts = [
    ...(notJudged === '' ? [] : [notJudged]),
    `${changes.length} ${changes.length === 1 ? 'object changes' : 'objects change'} in scaling`,
    atMost(report),
  ];
  const moment = momentHeadline(report);
  if (moment !== undefined) parts.push(moment);
  const worse = predictedWorse(report);
  parts.push(...worse);
  if (newFindings.length > 0) parts.push(`${newFindings.length} to watch out for`);
  else if (moment === undefined && worse.length === 0) parts.push('nothing new to watch out for');
  return parts.join('; ');
}

function atMost({ consequences: { total, unknown } }: DiffReport): string {
  const { base, head } = total;
  const prices = priceWords(base, head, unknown.length > 0);
  if (base.maxPods === head.maxPods) {
    if (base.priceUsdPerHour === head.priceUsdPerHour) return 'at most as many pods as before';
    return `${head.maxPods === null ? 'no bound' : podCount(head.maxPods)} at most, as before: ${prices}`;
  }
  const pods = ({ maxPods }: Capacity): string => (maxPods === null ? 'no bound' : String(maxPods));
  return `at most ${pods(base)} → ${pods(head)} pods, ${prices}`;
}

function priceWords(base: Capacity, head: Capacity, isPartial: boolean): string {
  if (base.maxPods !== null && head.maxPods !== null) {
    const prices = pricesText(base.priceUsdPerHour, head.priceUsdPerHour);
    return isPartial && head.priceUsdPerHour !== null ? `${prices}, without what states no requests` : prices;
  }
  const price = ({ maxPods, priceUsdPerHour }: Capacity): string =>
    maxPods === null ? 'no bound' : priceUsdPerHour === null ? 'price unknown' : usdText(priceUsdPerHour);
  return `${price(base)} → ${price(head)} per hour`;
}

/** What a reviewer must not miss, by metric: in which direction, and what it is called. */
const WORSE: readonly (readonly [metric: string, isWorse: (change: number) => boolean, words: string])[] = [
  ['withinSloShare', (change) => change < 0, 'fewer answers within the SLO'],
  ['errorRate', (change) => change > 0, 'more errors'],
  ['p95Ms', (change) => change > 0, 'a higher p95'],
];

/** The loads under which requests are predicted to fare worse; not of service times that are assumed. */
function predictedWorse({ predictions }: DiffReport): string[] {
  if (predictions === null || predictions.serviceTimes === 'assumed') return [];
  return WORSE.flatMap(([metric, isWorse, words]) => {
    const worse = predictions.rows.filter((row) => row.metric === metric && isMaterial(row) && isWorse(row.change.value));
    const scenarios = [...new Set(worse.map(({ scenario }) => scenario))];
    return scenarios.length === 0 ? [] : [`${words} predicted under ${scenarios.join(' and ')}`];
  });
}
