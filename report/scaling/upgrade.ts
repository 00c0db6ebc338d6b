import { jsonText } from '../../contract';
import type { UpgradeChange, UpgradeReport } from '../../scaling/diff/upgrade';
import { markdownBlocks } from '../markdown/from-blocks';
import { details, list, paragraph, type Block, type Item } from '../model/block';
import { terminalBlocks } from '../terminal/from-blocks';

/** More objects than this are counted, not named. */
const MOST_NAMED = 8;

export function renderUpgradeTerminal(report: UpgradeReport): string {
  return terminalBlocks(upgradeBlocks(report));
}

export function renderUpgradeMarkdown(report: UpgradeReport): string {
  return `${markdownBlocks(upgradeBlocks(report))}\n`;
}

export function renderUpgradeJson(report: UpgradeReport): string {
  return jsonText(report);
}

function upgradeBlocks(report: UpgradeReport): Block[] {
  const { changes, newFindings, resolvedFindings, notJudged } = report;
  const finding = ({ severity, object, path, message }: (typeof newFindings)[number]): Item => ({
    lead: severity,
    text: `${object}: ${path} ${message}`,
  });
  return [
    paragraph(headline(report), 'strong'),
    list('Not judged', notJudged),
    ...changes.map((change) => list(changeTitle(change), changeItems(change))),
    list('Lint finds only after the upgrade', newFindings.map(finding)),
    list('Lint finds only before it', resolvedFindings.map(finding)),
    details('Where this is from', 'everywhere', [list('', [...new Set(changes.map(({ id, source }) => `${id}: ${source}`))])]),
  ];
}

function headline({ side, ranges, changes, newFindings, resolvedFindings, notJudged }: UpgradeReport): string {
  const what = ranges.map(({ product, from, to }) => `${product} ${from} → ${to}`).join(', ');
  const objects = new Set(
    changes.flatMap((change) => change.objects.map(({ object, namespace }) => `${namespace ?? ''}/${object}`)),
  );
  const quiet = newFindings.length + resolvedFindings.length === 0;
  if (objects.size === 0 && quiet)
    return `${what}: no known difference concerns ${side}${notJudged.length === 0 ? '.' : ', and not everything was judged.'}`;
  return `${what}: ${objects.size} ${objects.size === 1 ? 'object' : 'objects'} of ${side} can behave otherwise, in ${changes.length} ${changes.length === 1 ? 'way' : 'ways'}.`;
}

function changeTitle({ product, changedIn, title }: UpgradeChange): string {
  return `${title} (${product} ${changedIn.replace(/\.0$/, '')})`;
}

function changeItems({ before, after, objects }: UpgradeChange): Item[] {
  const named = objects.slice(0, MOST_NAMED).map(({ object, namespace, file, line, path, when, example }): Item => {
    const where = `${namespace === null ? '' : `${namespace}/`}${object}: ${path} (${file}:${line})`;
    const said = example === null ? '' : `; ${example.situation}: ${example.beforeReplicas} → ${example.afterReplicas} replicas`;
    return { lead: when, text: `${where}${said}` };
  });
  const more = objects.length - named.length;
  return [{ lead: 'before', text: before }, { lead: 'after', text: after }, ...named, ...(more > 0 ? [`and ${more} more`] : [])];
}
