import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPrivateAddress } from '../../benchmarks/url/private-address';
import { notMeasured, UserError } from '../../contract';

/** Where load goes. */
export interface LoadTarget {
  /** Scheme, address and port. */
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  /** Those that the address needs: the host that was named, the user of the URL. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export const resolveName: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * The target of a URL, by the very address that was checked: a name that means another one a moment later changes nothing.
 *
 * @param mayLoad the person says that a public host may be loaded
 * @throws UserError when it is no HTTP URL, cannot be resolved, or is public and nobody said that it may be loaded
 */
export async function loadTarget(text: string, mayLoad: boolean, resolve: Resolve = resolveName): Promise<LoadTarget> {
  const url = httpUrl(text);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const addresses = isIP(host) === 0 ? await addressesOf(host, text, resolve) : [host];
  const open = addresses.find((address) => !isPrivateAddress(address));
  if (open !== undefined && !mayLoad)
    throw new UserError({
      where: text,
      problem: `${host === open ? host : `${host} (${open})`} is a public address: load there meets machines of others.`,
      fix: 'If they are yours and expect it, say so: --i-may-load-this-host',
      code: 'host-public',
    });
  const { protocol, port, username, password, pathname, search } = url;
  const [address = host] = addresses;
  // A certificate is for the name, so an encrypted connection keeps it.
  const isPinned = protocol === 'http:' && host !== address;
  const shown = isPinned ? (isIP(address) === 6 ? `[${address}]` : address) : url.hostname;
  const user = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    origin: `${protocol}//${shown}${port === '' ? '' : `:${port}`}`,
    path: pathname + search,
    headers: {
      ...(isPinned ? { host: url.host } : {}),
      ...(username === '' ? {} : { authorization: `Basic ${Buffer.from(user).toString('base64')}` }),
    },
  };
}

function httpUrl(text: string): URL {
  const wrong = (problem: string, fix = 'Give it as http://localhost:8000/predict.'): UserError =>
    new UserError({ where: text, problem, fix, code: 'flag-wrong' });
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong('is no URL.');
  }
  const scheme = url.protocol.slice(0, -1);
  const why = notMeasured(scheme);
  if (why !== undefined) throw wrong(why);
  if (scheme !== 'http' && scheme !== 'https') throw wrong(`${scheme}: is not measured, http and https are.`);
  return url;
}

async function addressesOf(host: string, text: string, resolve: Resolve): Promise<readonly string[]> {
  try {
    const addresses = await resolve(host);
    if (addresses.length > 0) return addresses;
  } catch {
    // Told below, as a name without addresses is.
  }
  throw new UserError({
    where: text,
    problem: `${host} is no name that this machine can resolve.`,
    fix: 'Look at its spelling, or give an address.',
    code: 'service-unreachable',
  });
}
