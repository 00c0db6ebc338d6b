/**
 * Expands `$(NAME)` in env values, commands and arguments; `$$(NAME)` stays as `$(NAME)`, unknown names stay as they are.
 * Follows Kubernetes v1.34, third_party/forked/golang/expansion/expand.go.
 */
export function expand(text: string, valueOf: (name: string) => string | undefined): string {
  return text.replace(/\$(?:\$|\(([^()]*)\))/g, (found, name: string | undefined) => {
    if (name === undefined) return '$';
    return valueOf(name) ?? found;
  });
}

/** Fills in `${name}` of app.json. Throws for a placeholder that does not exist. */
export function fillPlaceholders(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)\}/g, (found, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`app.json: ${found} is no placeholder; there are ${Object.keys(values).join(', ')}`);
    return value;
  });
}
