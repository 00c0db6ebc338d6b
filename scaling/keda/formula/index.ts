/** Formulas of scalingModifiers: `tokenize`, `parse` (to `ast`), `compile` (checks), `evaluate` (`values`, `operators`, `functions`). */
export { FormulaError } from './ast';
export * from './compile';
