/** What is likely to surprise in manifests that scale: `lint(readManifests(texts))`. */
export { formatBytes, formatCores, formatResource } from './amounts';
export * from './baseline';
export * from './lint';
export { lintContext } from './context';
export { SEVERITIES, type EffectiveHpa, type LintContext, type Rule, type Severity } from './rule';
