import type { Alteration, Bound, LimitName, PublishedReason, SyncReason } from '../../scaling/why';
import { list, paragraph, type Block } from '../model/block';
import { terminalBlocks } from '../terminal/from-blocks';

/** What one HPA of a recording did. */
export type Explained = { readonly name: string } & (
  | { readonly kind: 'complete'; readonly reasons: readonly SyncReason[] }
  | { readonly kind: 'published'; readonly reasons: readonly PublishedReason[] }
);

/** Why every sync ended as it did, for a terminal; syncs after each other with the same words are one line. */
export function renderWhy(all: readonly Explained[]): string {
  return terminalBlocks(all.flatMap(blocksOf));
}

function blocksOf(explained: Explained): Block[] {
  if (explained.kind === 'complete') {
    return [list(explained.name, together(explained.reasons.map((one) => ({ atMs: one.atMs, words: syncWords(one) }))))];
  }
  const unknown = [...new Set(explained.reasons.flatMap((one) => one.unknown.filter((text) => !text.startsWith('why '))))];
  return [
    list(
      `${explained.name}: what would explain it, from what the cluster publishes`,
      together(explained.reasons.map((one) => ({ atMs: one.atMs, words: publishedWords(one) }))),
    ),
    list('Not published, so not known', unknown),
    paragraph('Another cause may have led to the same counts: complete inputs are in the decisions of a local lab.', 'aside'),
  ];
}

function publishedWords({ from, to, fitting, unknown }: PublishedReason): string {
  if (fitting !== null) return `${syncWords(fitting)} (fits; not proven)`;
  return `${from} → ${to}: not explained by what is published (${unknown.find((text) => text.startsWith('why ')) ?? ''})`;
}

interface Line {
  readonly atMs: number;
  readonly words: string;
}

function together(lines: readonly Line[]): string[] {
  const groups: { fromMs: number; toMs: number; count: number; words: string }[] = [];
  for (const { atMs, words } of lines) {
    const last = groups.at(-1);
    if (last?.words === words) {
      last.toMs = atMs;
      last.count++;
    } else groups.push({ fromMs: atMs, toMs: atMs, count: 1, words });
  }
  return groups.map(({ fromMs, toMs, count, words }) => {
    const when = count === 1 ? `${fromMs / 1000} s` : `${fromMs / 1000} s to ${toMs / 1000} s, ${count} syncs`;
    return `${when}: ${words}`;
  });
}

function syncWords({ from, to, asked, winner, bounds, alterations }: SyncReason): string {
  const others = alterations.map(alterationWords);
  return [
    `${from} → ${to}`,
    asked.length === 0 ? 'no metric was asked' : askedWords(asked, winner),
    ...bounds.map(boundWords),
    ...(others.length === 0 ? [] : [`otherwise with ${others.join(', or with ')}`]),
  ].join('; ');
}

function askedWords(asked: SyncReason['asked'], winner: string | null): string {
  return asked
    .map(({ metric, replicas, averageUtilization, averageValueMilli }) => {
      if (replicas === null) return `${metric} could not be read`;
      const value = averageUtilization === null ? averageValueMilli : averageUtilization;
      const at = value === null ? '' : averageUtilization === null ? ` at ${value / 1000} each` : ` at ${value} %`;
      const isWinner = metric === winner && asked.length > 1;
      return `${metric}${at} asks for ${replicas}${isWinner ? ' and wins' : ''}`;
    })
    .join(', ');
}

const LIMIT_WORDS: Readonly<Record<LimitName, string>> = {
  maximum: 'the maximum',
  minimum: 'the minimum',
  'scale-up-window': 'the window of scaleUp',
  'scale-down-window': 'the window of scaleDown',
  'scale-up-policy': 'the policies of scaleUp',
  'scale-down-policy': 'the policies of scaleDown',
  tolerance: 'the tolerance',
  'pods-not-counted': 'pods that are not ready or have no sample',
  'unreadable-metric': 'a metric that cannot be read',
};

function boundWords({ limits, replicas }: Bound): string {
  return `bound by ${limits.map((limit) => LIMIT_WORDS[limit]).join(' together with ')} (${replicas} without)`;
}

function alterationWords(one: Alteration): string {
  if (one.of === 'setting') return `${one.setting} ${one.from} → ${one.to} (${one.replicas})`;
  const percent = 100 * (one.factor - 1);
  const amount = Math.abs(percent) < 10 ? Math.abs(percent).toFixed(1) : Math.abs(percent).toFixed(0);
  return `${one.metric} ${amount} % ${percent > 0 ? 'higher' : 'lower'} (${one.replicas})`;
}
