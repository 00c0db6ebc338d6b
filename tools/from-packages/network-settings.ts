import { execaSync } from 'execa';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { succeeds, type Host } from './host';
import { CLUSTER_BRIDGE, DEFAULT_BRIDGE } from './network';

/** Switches of the kernel that a Docker daemon turns on, as files under /proc/sys. */
const SWITCHES = ['net/ipv4/ip_forward', 'net/ipv6/conf/all/forwarding', 'net/ipv6/conf/default/forwarding'] as const;

/** The one chain whose policy a Docker daemon sets. */
const POLICY_CHAIN = 'FORWARD';

interface NetworkSettings {
  /** As `iptables-save` prints them. */
  readonly rules: string;
  readonly switches: Readonly<Record<string, string>>;
}

interface Rule {
  readonly table: string;
  readonly words: readonly string[];
}

interface Table {
  readonly rules: readonly Rule[];
  /** Policy by chain; `-` for a chain that somebody made. */
  readonly chains: Readonly<Record<string, string>>;
}

/** Reads the tables of `iptables-save`. */
function tablesOf(saved: string): Readonly<Record<string, Table>> {
  const tables: Record<string, { rules: Rule[]; chains: Record<string, string> }> = {};
  let table = '';
  for (const line of saved.split('\n')) {
    if (line.startsWith('*')) table = line.slice(1);
    const current = (tables[table] ??= { rules: [], chains: {} });
    const [, chain, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (chain !== undefined && policy !== undefined) current.chains[chain] = policy;
    if (line.startsWith('-A ')) current.rules.push({ table, words: wordsOf(line).slice(1) });
  }
  return tables;
}

/** Words of a saved rule; a comment in double quotes is one word. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, plain = '']) => quoted?.replace(/\\(.)/g, '$1') ?? plain,
  );
}

/**
 * The commands that take back what a Docker daemon and the lab added to a machine's packet filter: chains of Docker that were
 * not there, every rule that leads to them or names one of the lab's bridges, and the policy for forwarding.
 * Rules that somebody else added meanwhile stay.
 *
 * @param before `iptables-save` before the daemon started
 * @param after `iptables-save` after it ended
 */
export function rulesToTakeBack(before: string, after: string): string[][] {
  const earlier = tablesOf(before);
  return Object.entries(tablesOf(after)).flatMap(([table, { rules, chains }]) => {
    const known = earlier[table]?.chains ?? {};
    const added = Object.keys(chains).filter((chain) => chain.startsWith('DOCKER') && !(chain in known));
    const ours = [...added, DEFAULT_BRIDGE.name, CLUSTER_BRIDGE.name, DEFAULT_BRIDGE.subnet, CLUSTER_BRIDGE.subnet];
    const iptables = (...args: readonly string[]): string[] => ['iptables', '--table', table, ...args];
    return [
      ...rules
        .filter(({ words: [chain = '', ...rest] }) => !added.includes(chain) && rest.some((word) => ours.includes(word)))
        .map(({ words }) => iptables('--delete', ...words)),
      ...added.map((chain) => iptables('--flush', chain)),
      ...added.map((chain) => iptables('--delete-chain', chain)),
      ...Object.entries(chains)
        .filter(([chain, policy]) => chain === POLICY_CHAIN && (known[chain] ?? 'ACCEPT') !== policy)
        .map(([chain]) => iptables('--policy', chain, known[chain] ?? 'ACCEPT')),
    ];
  });
}

/** Notes how the machine's network is set, before a daemon of the lab changes it. A note of an earlier daemon stays. */
export function noteNetworkSettings({ layout, environment }: Host): void {
  const file = layout.networkNote;
  if (existsSync(file)) return;
  const settings: NetworkSettings = { rules: savedRules(environment), switches: switchesNow() };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(settings));
}

/** Sets the machine's network back to how it was noted. Does nothing without a note. */
export function restoreNetworkSettings({ layout, environment }: Host): void {
  const file = layout.networkNote;
  if (!existsSync(file)) return;
  const { rules, switches } = JSON.parse(readFileSync(file, 'utf8')) as NetworkSettings;
  for (const command of rulesToTakeBack(rules, savedRules(environment))) succeeds(command, environment);
  for (const [name, value] of Object.entries(switchesNow()))
    if (switches[name] !== undefined && switches[name] !== value) writeFileSync(`/proc/sys/${name}`, switches[name]);
  rmSync(file);
}

function savedRules(environment: NodeJS.ProcessEnv): string {
  const { stdout, failed } = execaSync('iptables-save', [], { env: environment, extendEnv: false, reject: false });
  return failed ? '' : stdout;
}

function switchesNow(): Record<string, string> {
  return Object.fromEntries(
    SWITCHES.map((name) => [name, `/proc/sys/${name}`] as const)
      .filter(([, file]) => existsSync(file))
      .map(([name, file]) => [name, readFileSync(file, 'utf8').trim()]),
  );
}
