import type { Autoscaler, Workload } from '../simulate';
import type { Demand } from './demand';

/** What is tuned: an autoscaler, and what it has to do. */
export interface Tuned<Kind extends Autoscaler['kind']> {
  readonly autoscaler: Extract<Autoscaler, { kind: Kind }>;
  readonly workload: Workload;
  readonly demand: Demand;
}

/** A change of one field of the object that scales, as written in its manifest. */
export interface Edit {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

export interface Option<State> {
  readonly text: string;
  readonly apply: (state: State) => State;
  /** None for what is written now. */
  readonly edits: readonly Edit[];
}

/** A setting that is searched, with its choices in order. */
export interface Knob<State> {
  readonly name: string;
  readonly options: readonly Option<State>[];
  /** Index of what is written now. */
  readonly current: number;
}

/** One index per knob. */
export type Candidate = readonly number[];

/** All settings that are searched, whatever kind of autoscaler has them. */
export interface SearchSpace {
  readonly names: readonly string[];
  /** How many choices each knob has. */
  readonly sizes: readonly number[];
  readonly current: Candidate;
  /** Undefined where upstream refuses the combination. */
  readonly autoscalerOf: (candidate: Candidate) => Autoscaler | undefined;
  /** Pods that the candidate has settled on when the load begins. */
  readonly settledPods: (candidate: Candidate) => number;
  readonly textsOf: (candidate: Candidate) => readonly string[];
  readonly editsOf: (candidate: Candidate) => readonly Edit[];
}

interface SpaceParts<State> {
  readonly knobs: readonly Knob<State>[];
  readonly state: State;
  readonly autoscalerOf: (state: State) => Autoscaler | undefined;
  readonly settledPods: (state: State) => number;
}

/** Knobs over one kind of state as a space; knobs without a choice are left out. */
export function spaceOf<State>({ knobs: all, state, autoscalerOf, settledPods }: SpaceParts<State>): SearchSpace {
  const knobs = all.filter(({ options }) => options.length > 1);
  const chosen = (candidate: Candidate): Option<State>[] =>
    knobs.flatMap(({ options }, index) => options[candidate[index] ?? 0] ?? []);
  const stateOf = (candidate: Candidate): State => chosen(candidate).reduce((so, { apply }) => apply(so), state);
  return {
    names: knobs.map(({ name }) => name),
    sizes: knobs.map(({ options }) => options.length),
    current: knobs.map(({ current }) => current),
    autoscalerOf: (candidate) => autoscalerOf(stateOf(candidate)),
    settledPods: (candidate) => settledPods(stateOf(candidate)),
    textsOf: (candidate) => chosen(candidate).map(({ text }) => text),
    editsOf: (candidate) => chosen(candidate).flatMap(({ edits }) => edits),
  };
}

/** A knob over numbers: the choices with what is written now among them, ascending. */
export function numberKnob<State>(
  name: string,
  now: number,
  choices: readonly number[],
  option: {
    readonly text: (value: number) => string;
    readonly apply: (state: State, value: number) => State;
    readonly edits: (value: number) => readonly Edit[];
  },
): Knob<State> {
  const values = [...new Set([now, ...choices])].sort((one, other) => one - other);
  return {
    name,
    current: values.indexOf(now),
    options: values.map((value) => ({
      text: option.text(value),
      apply: (state) => (value === now ? state : option.apply(state, value)),
      edits: value === now ? [] : option.edits(value),
    })),
  };
}

const LADDER = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 100, 128, 160, 200, 256, 320, 400, 500];

/** The lowest target that is tried, as a share: more pods than the peak needs with it are of no use. */
const LOWEST_TARGET = 0.3;

/** Numbers of pods worth trying, up to what is written now or what the peak needs with the lowest target. */
export function podLadder(maxNow: number, peakBusyPods: number): number[] {
  const most = Math.max(maxNow, Math.ceil(peakBusyPods / LOWEST_TARGET));
  return LADDER.filter((count) => count <= most);
}

/** Pods for `most` upper bounds: what the peak takes when busy, at ease, and with much room. */
export function maxLadder(peakBusyPods: number): number[] {
  return [1.1, 1.5, 2, 3].map((factor) => Math.max(1, Math.ceil(factor * peakBusyPods)));
}

/** A number times steps up and down, whole. */
export function around(value: number): number[] {
  return [0.25, 0.5, 0.75, 1, 1.5, 2, 4].map((factor) => Math.max(1, Math.round(factor * value)));
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
