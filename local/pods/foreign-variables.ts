import { UserError } from '../../contract';

/**
 * Variables by which loaders, shells and interpreters find code. In an image they lead to files of the image; here they would
 * lead to files of this machine, or to code in the manifest itself.
 */
const NAMES = new Set([
  ...['PATH', 'HOME', 'SHELL', 'ENV', 'BASH_ENV', 'IFS', 'TMPDIR', 'CDPATH', 'EDITOR', 'PAGER', 'BROWSER'],
  ...['CLASSPATH', 'JAVA_TOOL_OPTIONS', '_JAVA_OPTIONS', 'JDK_JAVA_OPTIONS', 'JAVA_OPTS', 'GOFLAGS', 'GCONV_PATH', 'LOCPATH'],
]);
const PREFIXES =
  /^(LD_|DYLD_|NODE_|NPM_|npm_|PYTHON|PERL|RUBY|GEM_|BUNDLE_|PHP|LUA_|DOTNET_|CORECLR_|COR_|GIT_|SSH_|BASH_FUNC_|UV_|PIP_|GLIBC_|MALLOC_|LAB_)/;
/** Commonly set, and about data alone. */
const FINE = new Set(['NODE_ENV', 'PYTHONUNBUFFERED', 'PYTHONDONTWRITEBYTECODE', 'PYTHONHASHSEED', 'DOTNET_ENVIRONMENT']);

export function decidesCode(name: string): boolean {
  return !FINE.has(name) && (NAMES.has(name) || PREFIXES.test(name));
}

export function variableRefused(where: string, name: string): UserError {
  return new UserError({
    where: `${where}.env[${name}]`,
    problem: 'decides which code runs on this machine, so it is not taken from a manifest.',
    fix: 'Take it away, or set it in the mapping of the image: env.',
    code: 'manifest-wrong',
  });
}
