/**
 * Everything that folders share as data; it imports no other folder.
 *
 * - `lab/`, `scenario`, `tradeoffs`, `turns`, `serving`, `load-tools`, `quantization`: lab.yaml, its profiles and its benchmarks
 * - `request/`: what a service is asked, and what a right answer is
 * - `app`, `model`, `programs`, `job`, `planned-steps`: what a benchmark runs, what it reads, and how long it takes
 * - `metrics`, `result`, `result-config-map`, `schemas`, `kubernetes-object`: what it leaves, and the schemas of all this
 * - `user-error`, `error-codes`, `exit-codes`, `nearest`, `plain`, `countdown`, `record`: what a person reads; `command-words`: what a person writes
 * - `quantity`, `statistics`, `random`, `arrivals`: arithmetic that everything shares
 */
export * from './app';
export * from './error-codes';
export * from './command-words';
export * from './countdown';
export * from './exit-codes';
export * from './job';
export type { KubernetesObject } from './kubernetes-object';
export * from './lab';
export * from './load-tools';
export * from './metrics';
export * from './model';
export * from './nearest';
export * from './plain';
export * from './planned-steps';
export * from './programs';
export * from './quantity';
export * from './quantization';
export * from './record';
export * from './request';
export * from './result';
export * from './result-config-map';
export * from './scenario';
export * from './serving';
export * from './schemas';
export * from './tradeoffs';
export * from './turns';
export * from './user-error';
