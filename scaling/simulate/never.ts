/** The moment of what does not happen. A constant of a module, because the global `Infinity` is a look-up wherever code runs in a context of its own. */
export const NEVER = Infinity;
