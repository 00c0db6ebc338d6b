import type { PredictedTimeSeries } from '../../scaling/diff';

/**
 * The contents of a report in reading order. Texts are raw: the renderer of each language (terminal, Markdown, HTML)
 * escapes them and decides how a block looks. Empty blocks are left out.
 */
export type Block = Paragraph | List | Table | Verdicts | Workloads | Code | Details;

interface Paragraph {
  readonly kind: 'paragraph';
  readonly text: string;
  readonly tone: 'usual' | 'strong' | 'aside' | 'caution';
}

export interface List {
  readonly kind: 'list';
  readonly title: string;
  readonly items: readonly Item[];
}

/** A sentence, or one with a word in front that stands out. */
export type Item = string | { readonly lead: string; readonly text: string };

export interface Table {
  readonly kind: 'table';
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly string[])[];
}

export interface Column {
  readonly title: string;
  readonly isNumeric?: boolean;
}

/** How conditions were judged. */
export interface Verdicts {
  readonly kind: 'verdicts';
  readonly verdicts: readonly { readonly isPassed: boolean; readonly isKnown: boolean; readonly text: string }[];
}

/** Predictions per set of pods: tables in the terminal, charts too where they can be drawn. */
export interface Workloads {
  readonly kind: 'workloads';
  readonly workloads: readonly Workload[];
}

export interface Workload {
  readonly title: string;
  /** A line for each load. */
  readonly summary: Table;
  /** A line for each number, with its range. */
  readonly ranges: Table;
  readonly charts: readonly Chart[];
}

export interface Chart {
  readonly title: string;
  readonly timeSeries: PredictedTimeSeries;
  readonly sloP95Ms: number;
}

interface Code {
  readonly kind: 'code';
  readonly language: 'diff';
  readonly text: string;
}

/** Folded where a page can fold. `pages`: a terminal leaves it out, because it repeats or is long. */
interface Details {
  readonly kind: 'details';
  readonly title: string;
  readonly shownOn: 'everywhere' | 'pages';
  readonly blocks: readonly Block[];
}

export function paragraph(text: string, tone: Paragraph['tone'] = 'usual'): Paragraph {
  return { kind: 'paragraph', text, tone };
}

export function list(title: string, items: readonly Item[]): List {
  return { kind: 'list', title, items };
}

/** Columns after the first hold numbers, unless they are named. */
export function table(title: string, columns: readonly (string | Column)[], rows: Table['rows']): Table {
  const whole = (column: string | Column, index: number): Column =>
    typeof column === 'string' ? { title: column, isNumeric: index > 0 } : column;
  return { kind: 'table', title, columns: columns.map(whole), rows };
}

export function details(title: string, shownOn: Details['shownOn'], blocks: readonly Block[]): Details {
  return { kind: 'details', title, shownOn, blocks };
}

/** The blocks that are not empty. */
export function filled(blocks: readonly Block[]): Block[] {
  return blocks.filter((block) => {
    switch (block.kind) {
      case 'list':
        return block.items.length > 0;
      case 'table':
        return block.rows.length > 0;
      case 'verdicts':
        return block.verdicts.length > 0;
      case 'workloads':
        return block.workloads.length > 0;
      case 'details':
        return filled(block.blocks).length > 0;
      default:
        return block.text !== '';
    }
  });
}
