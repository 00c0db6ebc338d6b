/** Date and time of day somewhere, as whole numbers; weekday 0 is Sunday, month 1 is January. */
export interface CivilTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly weekday: number;
}

const MINUTE_MS = 60_000;
/** Clocks are changed on a multiple of this. */
const STEADY_MS = 15 * MINUTE_MS;
/** Of zones that are kept once they are read; a cluster uses a few. */
const MOST_KEPT = 50;

/** A zone of the IANA database. */
export class TimeZone {
  private readonly offsets = new Map<number, number>();

  private constructor(private readonly format: Intl.DateTimeFormat) {}

  private static readonly known = new Map<string, TimeZone | undefined>();

  /** Undefined when the database has no such zone. Like Go on Linux it tells `europe/berlin` from `Europe/Berlin`. */
  public static named(name: string): TimeZone | undefined {
    if (TimeZone.known.has(name)) return TimeZone.known.get(name);
    const zone = TimeZone.read(name);
    if (TimeZone.known.size < MOST_KEPT) TimeZone.known.set(name, zone);
    return zone;
  }

  private static read(name: string): TimeZone | undefined {
    if (!/^[A-Za-z]/.test(name)) return undefined;
    try {
      // Local is what the machine of KEDA has, and a container has UTC.
      const options = {
        timeZone: name === 'Local' ? 'UTC' : name,
        calendar: 'gregory',
        numberingSystem: 'latn',
        hourCycle: 'h23',
      } as const;
      const format = new Intl.DateTimeFormat('en-US', { ...options, ...FIELDS });
      const known = format.resolvedOptions().timeZone;
      const isMisspelt = known !== name && known.toLowerCase() === name.toLowerCase();
      return isMisspelt ? undefined : new TimeZone(format);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  }

  public civil(atMs: number): CivilTime {
    const local = new Date(atMs + this.offsetMs(atMs));
    return {
      year: local.getUTCFullYear(),
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
      weekday: local.getUTCDay(),
    };
  }

  /** The moment of a civil time; days and months beyond their ends run over. Follows Go 1.26, time.Date. */
  public momentMs(year: number, month: number, day: number, hour: number, minute: number): number {
    const asUtc = Date.UTC(year, month - 1, day, hour, minute);
    return asUtc - this.offsetMs(asUtc - this.offsetMs(asUtc));
  }

  private offsetMs(atMs: number): number {
    const key = Math.floor(atMs / STEADY_MS);
    const known = this.offsets.get(key);
    if (known !== undefined) return known;
    const offset = this.readOffsetMs(key * STEADY_MS);
    this.offsets.set(key, offset);
    return offset;
  }

  private readOffsetMs(atMs: number): number {
    const parts = new Map(this.format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
    const of = (type: keyof typeof FIELDS): number => parts.get(type) ?? 0;
    return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) - atMs;
  }
}

const FIELDS = {
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;
