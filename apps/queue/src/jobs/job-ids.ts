import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const RANDOM_BYTES = 16;
const MARK_BYTES = 8;
const SHAPE = /^[\w-]{33}$/;
const RANDOM_CHARACTERS = 22;

/**
 * Ids that nobody outside can compute: random, with a mark that only holders of the secret can make. An id with a valid
 * mark was given out once, so when its record is gone it has expired. Any other id is unknown, without asking Redis.
 */
export class JobIds {
  public constructor(private readonly secret: string) {}

  public next(): string {
    const random = randomBytes(RANDOM_BYTES).toString('base64url');
    return random + this.mark(random);
  }

  public isOurs(id: string): boolean {
    if (!SHAPE.test(id)) return false;
    const mark = this.mark(id.slice(0, RANDOM_CHARACTERS));
    return timingSafeEqual(Buffer.from(id.slice(RANDOM_CHARACTERS)), Buffer.from(mark));
  }

  private mark(random: string): string {
    return createHmac('sha256', this.secret).update(random).digest().subarray(0, MARK_BYTES).toString('base64url');
  }
}
