import { plain, plainLines } from '../../contract';
import { filled, type Block, type Item, type Table } from '../model/block';
import { alignedRows } from './layout';

/** Blocks for a terminal, a blank line between them. Verdicts come last, where a reader looks first. */
export function terminalBlocks(blocks: readonly Block[]): string {
  const isVerdicts = ({ kind }: Block): boolean => kind === 'verdicts';
  const shown = filled(blocks);
  const ordered = [...shown.filter((block) => !isVerdicts(block)), ...shown.filter(isVerdicts)];
  return ordered
    .flatMap(linesOf)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** The lines of each part of a block. */
function linesOf(block: Block): string[][] {
  switch (block.kind) {
    case 'paragraph':
      return [[plain(block.text)]];
    case 'list':
      return [titled(block.title, block.items.map(itemText))];
    case 'table':
      return [tableLines(block)];
    case 'verdicts':
      return [
        block.verdicts.map(({ isPassed, isKnown, text }) => `${isPassed ? 'pass' : 'FAIL'}${isKnown ? '' : '?'}  ${plain(text)}`),
      ];
    case 'workloads':
      return block.workloads.map(({ title, ranges }) => tableLines({ ...ranges, title }));
    case 'code':
      return [plainLines(block.text.trimEnd()).split('\n')];
    case 'details': {
      const [first, ...others] = filled(block.blocks);
      if (block.shownOn === 'pages' || first === undefined) return [];
      const isUntitled = (first.kind === 'list' || first.kind === 'table') && first.title === '';
      const all = isUntitled ? linesOf({ ...first, title: block.title }) : [[`${plain(block.title)}:`], ...linesOf(first)];
      return [...all, ...others.flatMap(linesOf)];
    }
  }
}

function itemText(item: Item): string {
  return typeof item === 'string' ? plain(item) : `${item.lead}: ${plain(item.text)}`;
}

function tableLines({ title, columns, rows }: Table): string[] {
  return titled(title, alignedRows([columns.map((column) => column.title), ...rows], columns));
}

function titled(title: string, lines: readonly string[]): string[] {
  return title === '' ? [...lines] : [plain(title), ...lines.map((line) => `  ${line}`)];
}
