import type { Point } from '../charts';

/** A comparison of two sides, ready to be shown: what is said in it is made elsewhere. */
export interface DiffPage {
  readonly headline: string;
  readonly base: string;
  readonly head: string;
  /** How conditions were judged; empty without any. */
  readonly gates: readonly { readonly sign: 'pass' | 'fail' | 'unknown'; readonly text: string }[];
  /** In the order in which they are read; those without items are left out. */
  readonly lists: readonly { readonly title: string; readonly items: readonly string[] }[];
  /** Shown above the predictions; '' for nothing. */
  readonly note: string;
  readonly predictions: readonly PredictedSection[];
  readonly tables: readonly DiffTable[];
}

export interface DiffTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface PredictedSection {
  readonly title: string;
  readonly table: DiffTable;
  readonly charts: readonly CourseChart[];
}

/** Both sides over one load. */
export interface CourseChart {
  readonly title: string;
  readonly offeredRps: readonly Point[];
  readonly replicas: Sides;
  readonly p95Ms: Sides;
  readonly slo: { readonly label: string; readonly value: number };
}

export interface Sides {
  readonly base: readonly Point[];
  readonly head: readonly Point[];
}
