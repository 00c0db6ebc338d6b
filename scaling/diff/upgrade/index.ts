/**
 * What an upgrade of the control plane does to manifests that stay the same: `upgradeReport(side, manifests, ranges)`.
 *
 * - `version-range`: A..B; `difference`: what a difference is
 * - `kubernetes`, `keda`: every difference that is known, one entry each
 */
export { upgradeReport, UPGRADE_SCHEMA, type UpgradeChange, type UpgradeReport } from './upgrade';
export { parseRange, type Product, type VersionRange } from './version-range';
