import { UserError } from '../../contract';
import { readBytes } from '../files';

/** Flags of what is sent with every query. */
export interface HeaderFlags {
  readonly header: readonly string[];
  readonly bearerTokenFile?: string;
}

/** @throws UserError for a header that is none, or a file that cannot be read */
export function headersOf({ header, bearerTokenFile }: HeaderFlags): Record<string, string> {
  const pairs = header.map((line): [string, string] => {
    const [name = '', ...rest] = line.split(':');
    const value = rest.join(':').trim();
    if (/^[\w-]+$/.test(name.trim()) && value !== '') return [name.trim().toLowerCase(), value];
    throw new UserError({ where: '--header', problem: "is not of the form 'Name: value'.", code: 'flag-wrong' });
  });
  return {
    ...(bearerTokenFile !== undefined && {
      authorization: `Bearer ${readBytes(bearerTokenFile, `--bearer-token-file ${bearerTokenFile}`).toString().trim()}`,
    }),
    ...Object.fromEntries(pairs),
  };
}
