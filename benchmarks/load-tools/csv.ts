/** Rows of a CSV text by the names in its first line (RFC 4180: quotes, doubled quotes, line breaks inside quotes). */
export function parseCsv(text: string): Record<string, string>[] {
  const [header, ...rows] = csvRows(text);
  if (header === undefined) return [];
  return rows.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])));
}

/** Cells of a CSV text, line by line; empty lines are left out. */
export function csvRows(text: string): string[][] {
  const rows: string[][] = [];
  let cells: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  for (let match = cell.exec(text); match !== null; match = cell.exec(text)) {
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] !== ',') {
      if (cells.length > 1 || cells[0] !== '') rows.push(cells);
      cells = [];
    }
    if (match[3] === '') break;
  }
  return rows;
}
