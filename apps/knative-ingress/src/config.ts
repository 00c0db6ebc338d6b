import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../contract/user-error';
import type { ApiOptions } from './kubernetes/api';
import type { Domains } from './status';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Config {
  readonly api: ApiOptions;
  readonly ingressClass: string;
  readonly domains: Domains;
  readonly host: string;
  readonly ports: Readonly<Record<'public' | 'private' | 'admin', number>>;
  /** How long to answer new requests after the signal to stop. */
  readonly drainSeconds: number;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Settings of the process from its environment.
 *
 * @throws UserError naming the variable that is missing or wrong
 */
export function readConfig(environment: Environment): Config {
  return {
    api: apiOptions(environment),
    ingressClass: required(environment, 'INGRESS_CLASS'),
    domains: { public: required(environment, 'PUBLIC_DOMAIN'), private: required(environment, 'PRIVATE_DOMAIN') },
    host: environment['HOST'] ?? '127.0.0.1',
    ports: {
      public: whole(environment, 'PUBLIC_PORT', 8080, 65_535),
      private: whole(environment, 'PRIVATE_PORT', 8081, 65_535),
      admin: whole(environment, 'ADMIN_PORT', 8082, 65_535),
    },
    drainSeconds: whole(environment, 'DRAIN_SECONDS', 5, 60),
  };
}

/** The API server as a pod finds it, unless another one is named. */
function apiOptions(environment: Environment): ApiOptions {
  const given = environment['KUBERNETES_API_URL'];
  if (given !== undefined) return { url: given, authority: undefined, token: () => environment['KUBERNETES_TOKEN'] ?? '' };
  const [host, port] = ['KUBERNETES_SERVICE_HOST', 'KUBERNETES_SERVICE_PORT'].map((name) => required(environment, name));
  const address = host?.includes(':') === true ? `[${host}]` : host;
  return {
    url: `https://${address ?? ''}:${port ?? ''}`,
    authority: readFileSync(join(SERVICE_ACCOUNT, 'ca.crt'), 'utf8'),
    token: () => readFileSync(join(SERVICE_ACCOUNT, 'token'), 'utf8').trim(),
  };
}

function required(environment: Environment, name: string): string {
  const value = environment[name];
  if (value !== undefined && value !== '') return value;
  throw new UserError({ where: `environment variable ${name}`, problem: 'is not set.', code: 'environment-variable-wrong' });
}

function whole(environment: Environment, name: string, otherwise: number, most: number): number {
  const text = environment[name];
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new UserError({
    where: `environment variable ${name}`,
    problem: `is "${text ?? ''}": no whole number up to ${most}.`,
    code: 'environment-variable-wrong',
  });
}
