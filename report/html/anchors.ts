import type { BenchmarkResult, Run } from '../../contract';

/** Unique, readable ids of the sections of a page: `b-load-fastapi`. */
export function anchorsOf(run: Run): ReadonlyMap<BenchmarkResult, string> {
  const taken = new Map<string, number>();
  return new Map(
    run.results.map((result) => {
      const id = `b-${result.name.replace(/[^a-z0-9]+/g, '-')}`;
      const before = taken.get(id) ?? 0;
      taken.set(id, before + 1);
      return [result, before === 0 ? id : `${id}--${before + 1}`];
    }),
  );
}
