import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { call, type Host } from './host';
import { toolchainOf } from './programs';

/** Environment of `go` in a wrapper module: its own toolchain and exactly the versions that it locks. */
export function goEnvironment(module: string, folder: string): Record<string, string> {
  const GOTOOLCHAIN = toolchainOf(module, readFileSync(join(folder, 'go.mod'), 'utf8'));
  return { GOTOOLCHAIN, GOFLAGS: '-mod=readonly', CGO_ENABLED: '0', GOWORK: 'off' };
}

/** Folder of a module that a wrapper module pins; it is downloaded when it is not there. */
export async function moduleFolder(host: Host, wrapper: string, path: string): Promise<string> {
  const cwd = join(host.layout.modules, wrapper);
  const options = { cwd, environment: goEnvironment(wrapper, cwd), log: `${wrapper}-module` };
  await call(host, ['go', 'mod', 'download', path], options);
  return (await call(host, ['go', 'list', '-m', '-f', '{{.Dir}}', path], options)).trim();
}

/** Go's own folder in the toolchain that a wrapper module pins; it is downloaded when it is not there. */
export async function toolchainFolder(host: Host, wrapper: string): Promise<string> {
  const cwd = join(host.layout.modules, wrapper);
  return (await call(host, ['go', 'env', 'GOROOT'], { cwd, environment: goEnvironment(wrapper, cwd), log: 'toolchain' })).trim();
}
