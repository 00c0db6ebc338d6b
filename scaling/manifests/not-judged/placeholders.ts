import type { RawObject } from '../documents';
import { notJudgedFile, type NotJudged } from './not-judged';

const MOST_SHOWN = 3;

/** One record for every file whose objects hold values that are filled in later. */
export function unfilled(objects: readonly RawObject[]): NotJudged[] {
  const byFile = new Map<string, RawObject[]>();
  for (const raw of objects) if (raw.placeholders.length > 0) byFile.set(raw.file, [...(byFile.get(raw.file) ?? []), raw]);
  return [...byFile].map(([file, raws]) => {
    const texts = [...new Set(raws.flatMap(({ placeholders }) => placeholders.map(({ text }) => text)))];
    const shown = texts.slice(0, MOST_SHOWN).join(', ') + (texts.length > MOST_SHOWN ? ', …' : '');
    return notJudgedFile(
      { file, path: raws[0]?.path, line: raws[0]?.line ?? 1, content: JSON.stringify(raws.map(({ body }) => body)) },
      {
        reason: 'placeholder',
        message: `holds values that are filled in later (${shown}), so no rule looks at them`,
        fix: 'Render first.',
      },
    );
  });
}
