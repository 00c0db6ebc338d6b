import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export const DECISIONS_SCHEMA = 'lab.decisions/v1';

/** First line of a file of decisions: what the controller was made from. Each further line is one step of it. */
export interface DecisionHeader {
  readonly controller: 'hpa' | 'kpa' | 'keda';
  readonly namespace: string;
  readonly name: string;
  /** What a replay needs to build the same controller. */
  readonly setup: object;
}

/** A full file takes no more lines: a replay must begin at the first decision, so the oldest cannot be dropped. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Decisions of one controller with all their inputs, one JSON object per line. */
export class DecisionLog {
  private bytes = 0;
  private file: number | undefined;

  /** @param onEnd called once when no more can be recorded, with the reason */
  public constructor(
    public readonly path: string,
    header: DecisionHeader,
    private readonly onEnd: (reason: string) => void,
    private readonly mostBytes = MOST_BYTES,
  ) {
    this.file = this.guarded(() => openSync(path, 'w'));
    this.write({ schema: DECISIONS_SCHEMA, ...header });
  }

  public write(step: object): void {
    const { file } = this;
    if (file === undefined) return;
    const line = Buffer.from(`${JSON.stringify(step)}\n`);
    if (this.bytes + line.length > this.mostBytes) {
      this.end(`${this.path} has reached ${this.mostBytes} bytes; later decisions are not recorded`);
      return;
    }
    this.guarded(() => writeSync(file, line));
    this.bytes += line.length;
  }

  public close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  /** A full disk ends the recording, not the lab. */
  private guarded<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      this.end(`${this.path} cannot be written: ${(error as Error).message}`);
      return undefined;
    }
  }

  private end(reason: string): void {
    this.close();
    this.onEnd(reason);
  }
}

/** The folder of a lab's decisions, emptied when the lab starts. */
export class DecisionFolder {
  private readonly logs = new Map<string, DecisionLog>();

  public constructor(
    private readonly folder: string,
    private readonly onEnd: (reason: string) => void,
  ) {
    rmSync(folder, { recursive: true, force: true });
  }

  /** `hpa-fastapi.ndjson`; with the namespace in front when that name is taken by another namespace. */
  public open(header: DecisionHeader): DecisionLog {
    const { controller, namespace, name } = header;
    const short = `${controller}-${name}.ndjson`;
    const file = this.logs.has(short) ? `${controller}-${namespace}.${name}.ndjson` : short;
    this.logs.get(file)?.close();
    mkdirSync(this.folder, { recursive: true });
    const log = new DecisionLog(join(this.folder, file), header, this.onEnd);
    this.logs.set(file, log);
    return log;
  }

  public close(): void {
    for (const log of this.logs.values()) log.close();
  }
}
