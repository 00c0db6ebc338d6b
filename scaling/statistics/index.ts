/**
 * What repeated runs allow to say.
 *
 * - `student`: the t distribution
 * - `change`: the interval of a mean, and whether two sides differ, are the same, or neither can be claimed
 * - `looks`: when enough runs have been made
 */
export * from './change';
export { looksUpTo } from './looks';
export { studentTwoSided, studentWithin } from './student';
