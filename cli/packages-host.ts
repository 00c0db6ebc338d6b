import { Layout, type Host } from '../tools/from-packages';
import { runChild } from './child';
import { cacheDir, REPO } from './paths';

/** Gives tools/from-packages this process's environment, clock, terminal and way to run commands. */
export function packagesHost(signal: AbortSignal): Host {
  return {
    layout: new Layout(REPO, cacheDir(process.env)),
    environment: process.env,
    signal,
    run: runChild,
    print: (line) => console.log(line),
    nowSeconds: () => performance.now() / 1000,
  };
}
