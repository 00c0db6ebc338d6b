import { filled, type Block, type Item, type Table, type Verdicts, type Workload } from '../model/block';
import { bullets, folded, markdownTable } from './blocks';
import { escapeMarkdown, linesBlock } from './escape';
import { replicasChart, SIDES_KEY } from './mermaid';

/** Folded text shares this many characters, a quarter at most for one fold: GitHub refuses comments above 65,536 characters. */
const LONGEST_FOLDED = 40_000;
const MOST_ITEMS = 15;
/** Longer texts are cut: nobody reads them to the end. */
const LONGEST_TEXT = 600;
/** Nobody looks at more charts than this. */
const MOST_CHARTS = 6;

/** Blocks for GitHub, a blank line between them. */
export function markdownBlocks(blocks: readonly Block[]): string {
  let left = LONGEST_FOLDED;
  const fold = (title: string, content: string): string => {
    const shown = cut(content, Math.min(left, LONGEST_FOLDED / 4));
    left -= shown.length;
    return folded(escapeMarkdown(title), [shown]);
  };
  const textOf = (block: Block, mostItems = MOST_ITEMS): string[] => {
    switch (block.kind) {
      case 'paragraph': {
        const text = escapeMarkdown(block.text);
        return [{ usual: text, strong: `**${text}**`, aside: `_${text}_`, caution: `> ${text}` }[block.tone]];
      }
      case 'list':
        return [titled(block.title, listText(block.items, mostItems))];
      case 'table':
        return [tableText(block)];
      case 'verdicts':
        return block.verdicts.map(verdictText);
      case 'workloads': {
        const [drawn, ranges] = [charts(block.workloads), block.workloads.map((one) => tableText(one.ranges))];
        return [
          ...block.workloads.map(({ title, summary }) => tableText({ ...summary, title })),
          ...(drawn === '' ? [] : [fold(`Pods over time (${SIDES_KEY})`, drawn)]),
          fold('Predictions with their ranges', ranges.join('\n\n')),
        ];
      }
      case 'code':
        return [linesBlock(block.language, block.text.trimEnd())];
      case 'details':
        // Folded text may be long; cut it as a whole.
        return [fold(block.title, texts(block.blocks, Infinity))];
    }
  };
  const texts = (all: readonly Block[], mostItems?: number): string =>
    filled(all)
      .flatMap((block) => textOf(block, mostItems))
      .join('\n\n');
  return texts(blocks);
}

function titled(title: string, text: string): string {
  return title === '' ? text : `**${escapeMarkdown(title)}**\n\n${text}`;
}

function listText(items: readonly Item[], most: number): string {
  const shown = items
    .slice(0, most)
    .map((item) => (typeof item === 'string' ? shortText(item) : `**${escapeMarkdown(item.lead)}** ${shortText(item.text)}`));
  const more = items.length - shown.length;
  return bullets(more > 0 ? [...shown, `… and ${more} more (\`--format json\` has all)`] : shown);
}

function tableText({ title, columns, rows }: Table): string {
  return titled(
    title,
    markdownTable(
      columns,
      rows.map((row) => row.map(shortText)),
    ),
  );
}

function shortText(text: string): string {
  return escapeMarkdown(text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text);
}

function verdictText({ isPassed, isKnown, text }: Verdicts['verdicts'][number]): string {
  return `${isPassed ? (isKnown ? '✅' : '❔') : '❌'} ${escapeMarkdown(text)}`;
}

function charts(workloads: readonly Workload[]): string {
  return workloads
    .flatMap((one) => one.charts)
    .slice(0, MOST_CHARTS)
    .map(({ title, timeSeries }) => `**${escapeMarkdown(title)}**\n\n${replicasChart(timeSeries)}`)
    .join('\n\n');
}

/** Cuts at the end of a line, and closes a fence that the cut leaves open. */
function cut(content: string, most: number): string {
  if (content.length <= most) return content;
  const kept = content.slice(0, Math.max(0, content.lastIndexOf('\n', most)));
  const isOpen = (kept.match(/^```/gm)?.length ?? 0) % 2 === 1;
  return `${kept}${isOpen ? '\n```' : ''}\n\n(cut; \`--format json\` has all of it)`;
}
