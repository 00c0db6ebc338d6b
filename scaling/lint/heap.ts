import { memoryBytes } from '../../contract/quantity';
import type { Container } from '../manifests';

/** The heap of a JVM, as its options fix it. */
export interface Heap {
  readonly initialBytes: number;
  readonly largestBytes: number;
  /** The options that say so. */
  readonly option: string;
}

const SIZE_UNITS: Readonly<Record<string, string>> = { k: 'Ki', m: 'Mi', g: 'Gi', t: 'Ti', '': '' };

/** Environment variables that the JVM, or the usual start scripts, take options from. */
const OPTIONS_VARIABLE = /(^|_)(JAVA|JVM|JDK|CATALINA)_.*(OPTS|OPTIONS|ARGS)$|^(JAVA_OPTS|JVM_OPTS|JAVA_TOOL_OPTIONS)$/;

/**
 * Reads -Xms, -Xmx and the percentages of the limit from a command line or the environment. The last one counts.
 *
 * @returns undefined when the container fixes no heap
 */
export function fixedHeap({ commandLine, env, limitsMilli }: Container): Heap | undefined {
  const fromEnv = Object.entries(env).flatMap(([name, value]) => (OPTIONS_VARIABLE.test(name) ? value.split(/\s+/) : []));
  const options = [...fromEnv, ...commandLine.flatMap((part) => part.split(/\s+/))];
  const limit = limitsMilli['memory'];
  const limitBytes = limit === undefined ? undefined : limit / 1000;
  const initial = lastOf(options, [/^-Xms(\d+)([kmgt]?)$/i, /^-XX:InitialHeapSize=(\d+)([kmgt]?)$/i], INITIAL_SHARE, limitBytes);
  const largest = lastOf(options, [/^-Xmx(\d+)([kmgt]?)$/i, /^-XX:MaxHeapSize=(\d+)([kmgt]?)$/i], MAX_SHARE, limitBytes);
  if (initial === undefined && largest === undefined) return undefined;
  const initialBytes = initial?.bytes ?? 0;
  return {
    initialBytes,
    largestBytes: Math.max(initialBytes, largest?.bytes ?? 0),
    option: [...new Set([initial, largest].flatMap((found) => found?.option ?? []))].join(' '),
  };
}

const INITIAL_SHARE = /^-XX:InitialRAMPercentage=(\d+(?:\.\d+)?)$/;
const MAX_SHARE = /^-XX:MaxRAMPercentage=(\d+(?:\.\d+)?)$/;

interface Found {
  readonly bytes: number;
  readonly option: string;
}

function lastOf(
  options: readonly string[],
  sizes: readonly RegExp[],
  share: RegExp,
  limitBytes: number | undefined,
): Found | undefined {
  const found = options.flatMap((option): Found[] => {
    const size = sizes.flatMap((pattern) => pattern.exec(option) ?? []);
    if (size.length > 0) {
      const bytes = memoryBytes(`${size[1] ?? ''}${SIZE_UNITS[(size[2] ?? '').toLowerCase()] ?? ''}`);
      return bytes === undefined ? [] : [{ bytes, option }];
    }
    const percent = share.exec(option)?.[1];
    return percent === undefined || limitBytes === undefined ? [] : [{ bytes: (limitBytes * Number(percent)) / 100, option }];
  });
  return found.at(-1);
}
