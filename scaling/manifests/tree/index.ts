/**
 * Trees of files -> manifests of one or two sides, told apart by what is applied together.
 *
 * - `read-trees`: the whole of it, tolerant of files that cannot be read
 * - `split`, `link`: which files and objects are one deployment; `parts`: what a change can reach
 * - `unrendered`: charts, overlays and values, which say only once rendered what they do
 */
export { readTree, readTrees, type TreesCompared } from './read-trees';
