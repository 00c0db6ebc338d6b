import type { Column } from '../model/block';
import { EMPTY } from '../text/words';
import { html, type Markup } from './markup';

type TableCell = string | Markup;

export interface Table {
  /** For screen readers, and the name of the region that scrolls on a narrow screen. */
  readonly caption: string;
  readonly columns: readonly Column[];
  /** The first cell of each row is its header. */
  readonly rows: readonly (readonly TableCell[])[];
  /** On a phone: `stack` turns every row into a labelled block, `scroll` keeps the table and scrolls inside. */
  readonly onPhone: 'stack' | 'scroll';
  /** Many columns: small type, cells of several short lines. */
  readonly isTight?: boolean;
}

export function table({ caption, columns, rows, onPhone, isTight = false }: Table): Markup {
  return html`<div
    class="${['table', onPhone, ...(isTight ? ['tight'] : [])].join(' ')}"
    role="region"
    aria-label="${caption}"
    tabindex="0"
  >
    <table>
      <caption class="unseen">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column, index) => html`<th scope="col" ${columnClass(column, index)}>${column.title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell, index) => tableCell(cell, index, columns[index]))}
            </tr> `,
        )}
      </tbody>
    </table>
  </div> `;
}

function tableCell(cell: TableCell, index: number, column: Column | undefined): Markup {
  const isNumeric = column?.isNumeric === true;
  if (index === 0) return html`<th scope="row" ${isNumeric ? classes('together') : undefined}>${cell}</th>`;
  const names = [...(isNumeric ? ['number'] : []), ...(cell === EMPTY ? ['empty'] : [])];
  return html`<td ${classes(...names)} data-label="${column?.title ?? ''}">${cell}</td>`;
}

function columnClass(column: Column, index: number): Markup | undefined {
  // The first column holds row headers, which are always left-aligned.
  return column.isNumeric === true && index > 0 ? classes('number') : undefined;
}

function classes(...names: readonly string[]): Markup | undefined {
  return names.length === 0 ? undefined : html`class="${names.join(' ')}"`;
}
