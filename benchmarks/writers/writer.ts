import type { BenchmarkResult } from '../../contract/result';

/** Where a result goes. Locally a file; in a cluster a ConfigMap beside it. */
export interface ResultWriter {
  write(result: BenchmarkResult): Promise<void>;
}
