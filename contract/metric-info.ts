export interface MetricInfo {
  readonly title: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher' | 'neither';
  readonly digits: number;
  /** How the number is made, for the reader of a report. */
  readonly made: string;
}
