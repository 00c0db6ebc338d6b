/** Does one recorded step again; gives those of its fields that are results. */
export type Replayer = (step: object) => Readonly<Record<string, unknown>>;
