/** What is likely to surprise in manifests that scale: `lint(readManifests(texts))`. */
export { formatBytes, formatCores, formatResource } from './amounts';
export * from './lint';
export { renderLintJson, renderLintText } from './render';
export { SEVERITIES, type Rule, type Severity } from './rule';
export { renderSarif } from './sarif';
export { IGNORE_ANNOTATION } from './suppression';
