export { FormulaError } from './ast';
export * from './compile';
