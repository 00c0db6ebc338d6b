// Bound once: a look-up in a global object for every request would be slow.
const { floor, imul } = Math;

const TO_UNIT = 2 ** -32;

/**
 * A stream of random numbers, the same on every machine: xoshiro128** 1.1 (Blackman and Vigna, 2018), its state filled by splitmix32
 * from a seed, or from a hash (FNV-1a) of seed and purpose.
 *
 * In a simulation streams are keyed by purpose, so that two configurations that are run with the same seed see the same arrivals
 * and the same service times (common random numbers), whatever else differs.
 */
export class RandomStream {
  private s0: number;
  private s1: number;
  private s2: number;
  private s3: number;

  public constructor(seed: number, purpose?: string) {
    let mixed = purpose === undefined ? seed | 0 : hash(seed, purpose);
    const splitmix = (): number => {
      mixed = (mixed + 0x9e3779b9) | 0;
      let z = mixed;
      z = imul(z ^ (z >>> 16), 0x85ebca6b);
      z = imul(z ^ (z >>> 13), 0xc2b2ae35);
      return z ^ (z >>> 16);
    };
    this.s0 = splitmix();
    this.s1 = splitmix();
    this.s2 = splitmix();
    this.s3 = splitmix();
  }

  /** In (0, 1), never 0 or 1, so that logarithms of it and of its complement are finite. */
  public uniform(): number {
    return (this.next() + 0.5) * TO_UNIT;
  }

  /** Between two bounds. */
  public between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** In [0, 1), with 53 random bits. */
  public fraction(): number {
    return ((this.next() >>> 5) * 2 ** 26 + (this.next() >>> 6)) / 2 ** 53;
  }

  public fill(block: Float64Array): void {
    // The same as `uniform`, with the state in local variables: this is where most numbers are made.
    let { s0, s1, s2, s3 } = this;
    for (let index = 0; index < block.length; index++) {
      const scrambled = imul(s1, 5);
      const result = imul((scrambled << 7) | (scrambled >>> 25), 9);
      const shifted = s1 << 9;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= shifted;
      s3 = (s3 << 11) | (s3 >>> 21);
      block[index] = ((result >>> 0) + 0.5) * TO_UNIT;
    }
    this.s0 = s0;
    this.s1 = s1;
    this.s2 = s2;
    this.s3 = s3;
  }

  /** 32 random bits. */
  private next(): number {
    const { s1 } = this;
    const scrambled = imul(s1, 5);
    const result = imul((scrambled << 7) | (scrambled >>> 25), 9);
    const s2 = this.s2 ^ this.s0;
    const s3 = this.s3 ^ s1;
    this.s1 = s1 ^ s2;
    this.s0 ^= s3;
    this.s2 = s2 ^ (s1 << 9);
    this.s3 = (s3 << 11) | (s3 >>> 21);
    return result >>> 0;
  }
}

function hash(seed: number, purpose: string): number {
  let value = 0x811c9dc5 ^ seed;
  value = imul(value ^ (seed / 2 ** 32), 0x01000193);
  for (let index = 0; index < purpose.length; index++) value = imul(value ^ purpose.charCodeAt(index), 0x01000193);
  return value;
}

/** A source of numbers in [0, 1). */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  const stream = new RandomStream(seed);
  return () => stream.fraction();
}

/** The items in random order (Fisher-Yates); the input stays as it is. */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = floor(random() * (last + 1));
    const kept = result[last] as Item;
    result[last] = result[other] as Item;
    result[other] = kept;
  }
  return result;
}
