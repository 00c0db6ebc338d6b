import type { Construct, IConstruct } from 'constructs';

const KEY = 'lab.yaml';

/** Notes which setting of lab.yaml a construct comes from, relative to the construct around it. */
export function underSetting<Kind extends Construct>(construct: Kind, setting: string): Kind {
  construct.node.addMetadata(KEY, setting);
  return construct;
}

/** `services.fastapi.autoscaling.hpa`: where in lab.yaml a construct comes from; empty when it comes from none. */
export function settingOf(construct: IConstruct): string {
  return construct.node.scopes
    .flatMap(({ node }) => node.metadata.filter(({ type }) => type === KEY).map(({ data }) => String(data)))
    .join('.');
}
