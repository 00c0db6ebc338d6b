import { limitedText, METRICS, type DiffReport, type LoadThatMatters } from '../../../scaling/diff';

/** What load each change is about, where nobody said what load there is. */
export function mattersSentences({ predictions }: DiffReport): string[] {
  return (predictions?.matters ?? []).map((one) => [usersWords(one), podsWords(one)].filter((text) => text !== '').join(' '));
}

function usersWords({ pods, usersFromRps, triedRps, isUpToCapacity, at }: LoadThatMatters): string {
  if (usersFromRps === null || at === null) {
    if (triedRps === 0)
      return `From which load on users notice the change of ${pods} was not tried: it takes too long to simulate.`;
    const far = isUpToCapacity ? ', more than all its pods can take' : '; more takes too long to simulate';
    return `Users notice nothing of the change of ${pods} when load steps up, tried up to ${triedRps} requests/s${far}.`;
  }
  const [before, after] = [at.base, at.head].map((value) => limitedText(at, value));
  const what = METRICS[at.metric]?.title ?? at.metric;
  return `The change of ${pods} matters to users above about ${usersFromRps} requests/s: when load steps up to that, ${what} ${before ?? ''} → ${after ?? ''}.`;
}

function podsWords({ podsFromRps }: LoadThatMatters): string {
  if (podsFromRps === null) return '';
  return podsFromRps === 0
    ? 'Its number of pods differs from the lowest load on.'
    : `Its number of pods differs from about ${podsFromRps} requests/s on.`;
}
