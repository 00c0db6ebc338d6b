import { UserError } from '../../contract';
import { takeLock, type Lock } from './locks';

const FIRST_BLOCK = 64;
const BLOCKS = 128;

/** Third byte of the addresses inside a block. */
const ENGINE = 0;
const SERVICES = 1;
const FIRST_POD = 2;
const LAST_POD = 254;
/** Last byte: .0 and .255 stay unused, as people expect of addresses. */
const HOSTS = 254;

/** Addresses of one lab: 127.<block>.0.0/16, all on the loopback interface. */
export class AddressBlock {
  private services = 0;
  private pods = 0;
  private readonly podByName = new Map<string, string>();

  private constructor(
    public readonly block: number,
    private readonly lock: Lock,
  ) {}

  /** Takes a block that no other lab on this machine has. `wanted` (64..191) is for callers that must know it beforehand. */
  public static async take(wanted?: number): Promise<AddressBlock> {
    const candidates = wanted === undefined ? Array.from({ length: BLOCKS }, (_, index) => FIRST_BLOCK + index) : [wanted];
    for (const block of candidates) {
      const lock = await takeLock(`addresses/${block}`);
      if (lock !== undefined) return new AddressBlock(block, lock);
    }
    throw new UserError({
      where: wanted === undefined ? 'loopback addresses' : `127.${wanted}.0.0/16`,
      problem: 'is taken by another lab that runs on this machine.',
      fix: 'Stop it with ./lab down in its checkout.',
      code: 'lab-running',
    });
  }

  /** Where the engine itself listens. */
  public get engine(): string {
    return `127.${this.block}.${ENGINE}.1`;
  }

  /** An address that nothing of this lab ever listens on: a bind to it fails only because of wildcard listeners. */
  public get unused(): string {
    return `127.${this.block}.255.254`;
  }

  public get range(): string {
    return `127.${this.block}.0.0/16`;
  }

  public nextService(): string {
    if (this.services === HOSTS) throw exhausted('Services');
    return `127.${this.block}.${SERVICES}.${++this.services}`;
  }

  /** The address of a pod. A name (of a StatefulSet's pod) keeps its address; others get the next one. */
  public podAddress(name?: string): string {
    const known = name === undefined ? undefined : this.podByName.get(name);
    if (known !== undefined) return known;
    const used = new Set(this.podByName.values());
    for (let tries = 0; tries <= HOSTS * (LAST_POD - FIRST_POD + 1); tries++) {
      const address = this.nextPod();
      if (used.has(address)) continue;
      if (name !== undefined) this.podByName.set(name, address);
      return address;
    }
    throw exhausted('pods');
  }

  public release(): Promise<void> {
    return this.lock.release();
  }

  /** Goes round the whole range, so that an address is not reused soon. */
  private nextPod(): string {
    const index = this.pods++ % (HOSTS * (LAST_POD - FIRST_POD + 1));
    return `127.${this.block}.${FIRST_POD + Math.floor(index / HOSTS)}.${1 + (index % HOSTS)}`;
  }
}

function exhausted(what: string): UserError {
  return new UserError({
    where: 'loopback addresses',
    problem: `there are more ${what} than addresses in one lab.`,
    fix: 'Apply fewer objects.',
    code: 'lab-too-large',
  });
}
