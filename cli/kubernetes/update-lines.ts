import { clockText } from '../progress';
import type { Finished, Pulumi } from './pulumi';

/** ` +  kubernetes:batch/v1:Job Job/bench-load-fastapi creating (0s) …`: sign, type, name, what happens to it, since when. */
const RESOURCE =
  /^\s*[+~<>@=-]{1,2}\s+(\S+:\S+:\S+) (.+?) (creating|updating|deleting|replacing|(?:creat|updat|delet|replac)ed)\b[^(]*\(([\d.]+)s\)/;
/** Signs of life of the engine, and notes on where it found its own parts. */
const NOISE =
  /^\s*@ |warning: using pulumi-\S+ from \$PATH|^\s*pulumi:pulumi:Stack \S+\s+(?:running read .*|\d+ warnings?)?$|^\s*pulumi:pulumi:Stack \(\S+\):$/;
/** The stack and its components are busy as long as anything in them is. */
const COMPOSED = /^(?:pulumi:pulumi:Stack|ml-scaling-lab:)/;

/** Turns the lines of a running update into progress: each resource once when it is done, and what takes long. */
export class UpdateLines {
  private readonly running = new Map<string, number>();
  private readonly said = new Set<string>();

  /** @param expectedSeconds by name of the resource, for those that are known beforehand */
  public constructor(
    private readonly expectedSeconds: ReadonlyMap<string, number>,
    private readonly nowSeconds: () => number,
  ) {}

  /** What is to be shown of a line; undefined = nothing. */
  public read(line: string): string | undefined {
    const [, type = '', name = '', verb = '', seconds = ''] = RESOURCE.exec(line) ?? [];
    if (type === '') return NOISE.test(line) ? undefined : this.once(line.trim());
    if (COMPOSED.test(type)) return /error|failed/.test(line) ? this.once(line.trim()) : undefined;
    if (verb.endsWith('ing')) {
      if (!this.running.has(name)) this.running.set(name, this.nowSeconds());
      return undefined;
    }
    this.running.delete(name);
    return this.once(`${verb} ${name} (${seconds}s)`);
  }

  /** What is being waited for, and for how long. Undefined = nothing. */
  public waiting(): string | undefined {
    const longest = [...this.running].sort(([, one], [, other]) => one - other)[0];
    if (longest === undefined) return undefined;
    const [name, since] = longest;
    const expected = this.expectedSeconds.get(name);
    return `… ${name}: ${clockText(this.nowSeconds() - since)}${expected === undefined ? '' : ` of about ${clockText(expected)}`}`;
  }

  private once(text: string): string | undefined {
    if (this.said.has(text)) return undefined;
    this.said.add(text);
    return text;
  }
}

/** How often a resource that takes long is mentioned. */
const HEARTBEAT_MS = 30_000;

/** Runs an update of a stack, and shows what it does. */
export async function followUpdate(
  pulumi: Pulumi,
  args: readonly string[],
  print: (line: string) => void,
  expectedSeconds: ReadonlyMap<string, number> = new Map(),
): Promise<Finished> {
  const updates = new UpdateLines(expectedSeconds, () => performance.now() / 1000);
  const show = (line: string | undefined): void => {
    if (line !== undefined) print(`    ${line}`);
  };
  const heartbeat = setInterval(() => show(updates.waiting()), HEARTBEAT_MS);
  try {
    return await pulumi.follow(args, (line) => show(updates.read(line)));
  } finally {
    clearInterval(heartbeat);
  }
}
