/**
 * Commands that read what strangers wrote run in a child with limits of time and memory: the command line stays free to hear ctrl-C,
 * and ends the child whatever it does.
 *
 * - `run`: starts the child, waits, ends it; `child`: what it runs
 * - `limits`: how much; `notes`: what the child tells about itself; `exceeded`: what a person is told when it took too much
 * - `option`: `--time-limit`
 */
export { note, type Activity } from './notes';
export { noteTimeLimit, timeLimitOption, type TimeLimitOption } from './option';
