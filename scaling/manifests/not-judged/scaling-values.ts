import { parse } from 'yaml';
import { isRecord } from '../../../contract';

/** Keys that count pods, or bound their count, whatever is below them. */
const COUNTS =
  /^(?:(?:min|max|minimum|maximum|desired|default|initial|init|idle|num|number|numberof|target|current|total)?(?:replicas?|pods?|workers?|executors?|scale)(?:count|num|number|size|range)?|paused?replicas?(?:count)?|parallelism|concurrency|containerconcurrency|(?:min|max)(?:imum)?(?:count|size|instances|nodes|members|shards|allocated)|autoscal(?:e|er|ing)\w*|scal(?:e|ing)(?:policy|strategy|spec|config|options|target|metric|down|up)?|hpa|keda|horizontalpodautoscaler|scaledobject|resources|requests|limits|resourcerequirements|cpu|memory|targetcpu\w*|targetmemory\w*|paused|suspend(?:ed)?)$/;
/** Keys that do so where a whole number follows at once. */
const NUMBERS = /^(?:size|count|instances?|nodes?|members?|shards?|min|max|numberofinstances|brokers|servers|partitions)$/;
/** Text over several lines may be YAML by itself, such as the values of a chart. */
const MOST_TEXT = 200_000;
const MOST_VALUES = 500;
const DEEPEST = 40;

/**
 * Settings that look like scaling anywhere in a value, by their paths; keys alone decide, so it works for any kind.
 *
 * @param path of the value in its object
 */
export function scalingValues(value: unknown, path: string): Record<string, string> {
  const found: Record<string, string> = {};
  collect(value, path, 'elsewhere', found, 0);
  return found;
}

function collect(
  value: unknown,
  path: string,
  below: 'scaling' | 'elsewhere',
  found: Record<string, string>,
  depth: number,
): void {
  if (depth > DEEPEST || Object.keys(found).length >= MOST_VALUES) return;
  if (Array.isArray(value)) {
    value.forEach((item: unknown, index) => {
      const parameter = parameterOf(item);
      if (parameter === undefined) collect(item, `${path}[${index}]`, below, found, depth + 1);
      else if (below === 'scaling' || lastIsScaling(parameter.name, parameter.value))
        found[`${path}[${parameter.name}]`] = String(parameter.value);
    });
    return;
  }
  if (isRecord(value)) {
    for (const [key, item] of Object.entries(value)) {
      const isScaling = below === 'scaling' || lastIsScaling(key, item);
      collect(item, path === '' ? key : `${path}.${key}`, isScaling ? 'scaling' : 'elsewhere', found, depth + 1);
    }
    return;
  }
  const inside = yamlIn(value);
  if (inside !== undefined) collect(inside, path, below, found, depth + 1);
  else if (below === 'scaling' && value !== null && value !== undefined) found[path] = scalarText(value);
}

function scalarText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function lastIsScaling(key: string, value: unknown): boolean {
  const word = (key.split('.').at(-1) ?? '').replace(/[-_]/g, '').toLowerCase();
  return COUNTS.test(word) || (NUMBERS.test(word) && (Number.isInteger(value) || /^\d{1,9}$/.test(String(value))));
}

/** `{ name: autoscaling.maxReplicas, value: "10" }`, as parameters of charts and templates are written. */
function parameterOf(item: unknown): { readonly name: string; readonly value: string | number | boolean } | undefined {
  if (!isRecord(item)) return undefined;
  const { name, value } = item;
  const isValue = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return typeof name === 'string' && isValue && !Object.hasOwn(item, 'valueFrom') ? { name, value } : undefined;
}

/** A map or list written as text over several lines; undefined for anything else. */
function yamlIn(value: unknown): unknown {
  if (typeof value !== 'string' || !value.includes('\n') || value.length > MOST_TEXT) return undefined;
  try {
    const parsed: unknown = parse(value, { logLevel: 'silent', maxAliasCount: 100 });
    return isRecord(parsed) || Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
