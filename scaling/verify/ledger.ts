import { UserError } from '../../contract';
import { median } from '../../contract/statistics';
import type { TrackRecord } from '../diff';
import { scoreSchema, type Score } from './schema';

/**
 * Scores of a ledger: one JSON object per line. Of a change that was scored more than once the last counts.
 *
 * @param file only for messages
 * @throws UserError naming the line that is no score
 */
export function readLedger(file: string, text: string): Score[] {
  const scores = new Map<string, Score>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const score = scoreSchema.safeParse(jsonOf(line));
    if (!score.success)
      throw new UserError({
        where: `${file}:${index + 1}`,
        problem: 'is no score of lab diff --verify.',
        fix: 'Take the line out, or give the ledger that --verify writes.',
        code: 'document-wrong',
      });
    const { pods, base, head, live } = score.data;
    scores.set(JSON.stringify([pods, base, head, live]), score.data);
  }
  return [...scores.values()];
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

export function recordOf(scores: readonly Score[]): TrackRecord {
  const figures = scores.flatMap((score) => score.figures);
  const claims = scores.flatMap((score) => score.claims).filter(({ agrees }) => agrees !== null);
  return {
    changes: scores.length,
    figures: figures.length,
    held: figures.filter(({ isHeld }) => isHeld).length,
    medianP95ErrorPercent: middle(scores.map(({ p95ErrorPercent }) => p95ErrorPercent && Math.abs(p95ErrorPercent))),
    medianReplicasMae: middle(scores.map(({ replicasMae }) => replicasMae)),
    claims: claims.length,
    agreed: claims.filter(({ agrees }) => agrees).length,
  };
}

function middle(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : median(known);
}
