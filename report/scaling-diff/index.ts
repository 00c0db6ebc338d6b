export type { CourseChart, DiffPage, DiffTable, PredictedSection, Sides } from './page';
export { renderDiffHtml } from './render';
