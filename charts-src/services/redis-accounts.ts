import { Construct } from 'constructs';
import type { ReadRedis } from '../autoscaling/scaled-object';
import { accountEnv, accountKey, AccountsSecret } from '../pod/accounts-secret';
import type { k8s } from '../pod/plus';

/** Secret with the passwords of the queue's Redis. */
const SECRET = 'redis-accounts';

/**
 * What each account may do, as Redis's ACL says it. `queue`: API and workers. `scaler`: an autoscaler, which measures keys and
 * sees no job. KEDA measures lists by a script, and its client says hello before that.
 */
const ACCOUNTS = {
  queue: ['~*', '&*', '+@all', '-@admin', '-@dangerous', '+info'],
  scaler: [
    ...['~*', '+@connection', '-@admin', '-@dangerous', '+info', '+eval'],
    ...['+type', '+llen', '+scard', '+zcard', '+hlen', '+xlen', '+xpending', '+xinfo'],
  ],
} as const;

type Account = keyof typeof ACCOUNTS;
const NAMES = Object.keys(ACCOUNTS) as Account[];

/** The Secret of the accounts. */
export class RedisAccounts extends Construct {
  public constructor(scope: Construct, id: string) {
    super(scope, id);
    new AccountsSecret(this, 'secret', { name: SECRET, component: 'broker', accounts: NAMES });
  }
}

const hashVariable = (account: Account): string => `${account.toUpperCase()}_SHA256`;

/** Variables that the server's arguments name. The server gets no password, only what it checks one by. */
export const SERVER_ENV: readonly k8s.EnvVar[] = NAMES.map((account) =>
  accountEnv(hashVariable(account), SECRET, account, 'sha256'),
);

/** Arguments of the server: these accounts, and nobody without a password. */
export const SERVER_ACCOUNTS: readonly string[] = [
  ...['--user', 'default', 'off'],
  ...NAMES.flatMap((account) => ['--user', account, 'on', `#$(${hashVariable(account)})`, ...ACCOUNTS[account]]),
];

/** How API and workers sign in. */
export const CLIENT_ENV: readonly k8s.EnvVar[] = [
  { name: 'REDIS_USERNAME', value: 'queue' satisfies Account },
  accountEnv('REDIS_PASSWORD', SECRET, 'queue', 'password'),
];

/** How an autoscaler reads it. @param address full `host:port` */
export function readByScalers(address: string): ReadRedis {
  const account: Account = 'scaler';
  return { address, account, password: accountKey(SECRET, account, 'password') };
}
