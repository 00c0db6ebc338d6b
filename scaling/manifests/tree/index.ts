/**
 * Trees of files -> manifests of one or two sides, told apart by what is applied together.
 *
 * - `read-trees`: the whole of it, tolerant of files that cannot be read
 * - `split`, `link`: which files and objects are one deployment; `parts`: what a change can reach
 * - `renders`, `kustomization`: charts and overlays that a tool can render; `unrendered`: those that nobody has
 * - `with-renders`: renders in the place of the files that they were made of
 * - `paths`: of files in a tree
 */
export { readTree, readTrees, type TreesCompared } from './read-trees';
export { KUSTOMIZATION_FILES, parseKustomization, remoteIn } from './kustomization';
export { rendersOf, type TreeRender, type ValuesChoice } from './renders';
export { withRenders, type RenderOutcome } from './with-renders';
