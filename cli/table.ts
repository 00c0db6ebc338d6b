import { alignedRows } from '../report';

/** Columns as kubectl prints them: upper-case heads, three spaces between. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return alignedRows(
    [head, ...rows],
    head.map((title) => ({ title })),
    '   ',
  );
}
