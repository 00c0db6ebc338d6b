/** apimachinery v0.34, pkg/util/validation/validation.go */
export const LONGEST_LABEL = 63;
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const DNS_1035_LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const PORT_NAME = /^(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/;
const LONGEST_PORT_NAME = 15;
const ENV_NAME = /^[ -<>-~]+$/;

export function isDnsLabel(text: string): boolean {
  return text.length <= LONGEST_LABEL && DNS_LABEL.test(text);
}

export function isDns1035Label(text: string): boolean {
  return text.length <= LONGEST_LABEL && DNS_1035_LABEL.test(text);
}

export function isPortName(text: string): boolean {
  return text.length <= LONGEST_PORT_NAME && PORT_NAME.test(text);
}

/** RelaxedEnvironmentVariableValidation, on since 1.32: printable ASCII without =. */
export function isVariableName(text: string): boolean {
  return ENV_NAME.test(text);
}

export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

/** Indices of the items whose key an earlier item has. */
export function repeated(keys: readonly (string | undefined)[]): number[] {
  return keys.flatMap((key, index) => (key !== undefined && keys.indexOf(key) < index ? [index] : []));
}
