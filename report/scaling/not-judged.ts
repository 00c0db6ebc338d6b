import { decisive, type DiffReport, type NotJudgedChange } from '../../scaling/diff';
import type { LintReport } from '../../scaling/lint';
import type { Item } from '../model/block';

const MOST_VALUES = 6;
const MOST_NAMES = 3;

type NotJudgedWords = Pick<NotJudgedChange, 'object' | 'file' | 'line' | 'field' | 'message' | 'fix'>;

/** `RayCluster train (ray.yaml:1): objects of this kind are not read` */
export function notJudgedSentence({ object, file, line, field, message, fix }: NotJudgedWords): string {
  const where = `${file}:${line}`;
  const what = object === null ? where : `${object}${field === null ? '' : ` ${field}`} (${where})`;
  return `${what}: ${message}.${fix === null ? '' : ` ${fix}`}`;
}

/** What changed and could not be judged, each with the settings in it that look like scaling. */
export function notJudgedItems({ notJudged }: DiffReport): Item[] {
  return decisive(notJudged).map((one) => ({ lead: one.change, text: `${notJudgedSentence(one)}${valuesOf(one)}` }));
}

function valuesOf({ values }: NotJudgedChange): string {
  if (values.length === 0) return '';
  const shown = values
    .slice(0, MOST_VALUES)
    .map(({ path, base, head }) => `${path} ${base ?? '(not set)'} → ${head ?? '(not set)'}`);
  const more = values.length > MOST_VALUES ? ` and ${values.length - MOST_VALUES} more` : '';
  return ` It changes ${shown.join(', ')}${more}.`;
}

/** Files that were left out of both sides alike: one line for all of them. */
export function leftOutWords({ notJudged }: DiffReport): string {
  const files = [...new Set(notJudged.flatMap(({ change, file }) => (change === 'unchanged' ? [file] : [])))];
  if (files.length === 0) return '';
  const words =
    files.length === 1 ? '1 file is a template or not YAML and was' : `${files.length} files are templates or not YAML and were`;
  return `${words} left out, the same on both sides: ${namesOf(files)}.`;
}

/** What only the base could not say, a sentence each. */
export function repairedWords({ notJudged }: DiffReport): string[] {
  return notJudged
    .filter(({ change }) => change === 'repaired')
    .map(
      ({ file, line, message }) =>
        `In the base ${file}:${line} ${message}, so it was never applied: what it holds now counts as new.`,
    );
}

/** `2 changed objects could not be judged: RayCluster train, HelmRelease shop`; empty when all were. */
export function notJudgedHeadline({ notJudged }: DiffReport): string {
  const names = [...new Set(decisive(notJudged).map(({ object, file }) => object ?? file))];
  if (names.length === 0) return '';
  return `${names.length} changed ${names.length === 1 ? 'object' : 'objects'} could not be judged: ${namesOf(names)}`;
}

function namesOf(names: readonly string[]): string {
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return `${names.slice(0, MOST_NAMES).join(', ')}${more}`;
}

/** What lint did not look at, a sentence each. */
export function lintNotJudged({ notJudged }: LintReport): string[] {
  return notJudged.map(({ object = null, field = null, fix = null, ...rest }) =>
    notJudgedSentence({ ...rest, object, field, fix }),
  );
}
