import { UserError } from '../../contract';

/** A command whose output is the manifests of a deployment. */
export interface Render {
  /** undefined where there is only one. */
  readonly name: string | undefined;
  readonly command: string;
}

/** `prod='helm template …'`; capitals in front of `=` are a variable of the command. */
const NAMED = /^([a-z0-9][a-z0-9._/-]*)=(.+)$/s;

/**
 * Reads the values of `--render`: one command, or several with a name each.
 *
 * @throws UserError when there are several and one has no name, or two have the same
 */
export function parseRenders(values: readonly string[]): Render[] {
  const renders = values.map((value): Render => {
    const [, name, command] = NAMED.exec(value) ?? [];
    return command === undefined ? { name: undefined, command: value } : { name, command };
  });
  if (renders.length < 2) return renders;
  const names = renders.map(({ name }) => name);
  renders.forEach(({ name, command }, index) => {
    const problem =
      name === undefined
        ? 'has no name, and there are several.'
        : names.indexOf(name) < index
          ? `is the second called ${name}.`
          : undefined;
    if (problem === undefined) return;
    throw new UserError({
      where: `--render '${command}'`,
      problem,
      fix: "Name each: --render dev='kustomize build overlays/dev' --render prod='kustomize build overlays/prod'.",
      code: 'flag-wrong',
    });
  });
  return renders;
}
