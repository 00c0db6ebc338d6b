/** One thing about scaling that an object says, in a form that can be compared and spoken. */
export interface Setting {
  /** Stable within its object: `max`, `metric/cpu`, `container/app/request.cpu`. */
  readonly key: string;
  /** As people say it: `max`, `target CPU`. */
  readonly label: string;
  readonly value: string;
  /** After the value, e.g. ` %`, ` s`; empty when the value has its own. */
  readonly unit: string;
  /** What it comes to, where the same can be written in several ways: settings that share one of these are the same. */
  readonly meanings?: readonly string[];
  /** What Kubernetes takes where nothing is written: not worth a word about an object that is new. */
  readonly isDefault?: boolean;
  /** What follows when the object goes, in place of the setting that it no longer has. */
  readonly whenGone?: string;
  /** Words for a change where `label base → head unit` would not do. An undefined value is one that is not said. */
  readonly phrase?: (base: string | undefined, head: string | undefined) => string;
}

export function setting(key: string, label: string, value: number | string | boolean, unit = ''): Setting {
  return { key, label, value: String(value), unit };
}

/** A resource as people say it. */
export function spoken(resource: string): string {
  return resource === 'cpu' ? 'CPU' : resource;
}

/** The same settings, where nobody wrote them. */
export function filledIn(settings: readonly Setting[]): Setting[] {
  return settings.map((one) => ({ ...one, isDefault: true }));
}

/** None when there is no value. */
export function maybe(key: string, label: string, value: number | string | boolean | undefined, unit = ''): Setting[] {
  return value === undefined ? [] : [setting(key, label, value, unit)];
}

/** A time that something waits, where 0 is not waiting. */
export function waiting(key: string, who: string, seconds: number): Setting {
  return {
    ...setting(key, `${who} waits`, seconds, ' s'),
    phrase: (base = '0', head = '0') => {
      if (base === '0') return `${who} now waits ${head} s`;
      return head === '0' ? `${who} no longer waits (was ${base} s)` : `${who} waits ${base} → ${head} s`;
    },
  };
}

/** The same settings under a prefix, for objects that have parts. */
export function within(prefix: string, settings: readonly Setting[]): Setting[] {
  return settings.map((one) => ({ ...one, key: `${prefix}/${one.key}`, label: `${prefix} ${one.label}` }));
}
