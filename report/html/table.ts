import { html, type Markup } from './markup';

export interface TableColumn {
  readonly title: string;
  readonly isNumeric?: boolean;
}

export type TableCell = string | Markup;

export interface Table {
  /** Read out by screen readers, and the name of the region that scrolls on a narrow screen. */
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  /** The first cell of each row is its header. */
  readonly rows: readonly (readonly TableCell[])[];
  /** On a phone: `stack` turns every row into a labelled block, `scroll` keeps the table and scrolls inside. */
  readonly onPhone: 'stack' | 'scroll';
}

export function table({ caption, columns, rows, onPhone }: Table): Markup {
  return html`<div class="table ${onPhone}" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption class="quiet">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col" ${numericClass(column)}>${column.title}</th>`)}
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

function tableCell(cell: TableCell, index: number, column: TableColumn | undefined): Markup {
  if (index === 0) return html`<th scope="row">${cell}</th>`;
  return html`<td${numericClass(column)} data-label="${column?.title ?? ''}">${cell}</td>`;
}

function numericClass(column: TableColumn | undefined): Markup | undefined {
  return column?.isNumeric === true ? html` class="number"` : undefined;
}
