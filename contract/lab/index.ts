/**
 * The settings of lab.yaml.
 *
 * - `schema` and its parts `fields`, `serving`, `llm`, `streamlit`, `own-service`, `autoscaling`: what may stand in it
 * - `load`, `profiles`, `selection`: reading it with its profiles, and choosing benchmarks
 */
export * from './autoscaling';
export * from './load';
export * from './own-service';
export * from './profiles';
export * from './schema';
export * from './selection';
