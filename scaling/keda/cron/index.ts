/**
 * Cron triggers: replicas between two times of the clock, which is a function of the clock alone.
 *
 * - `schedule`, `time-zone`: five fields of cron, and when they come next
 * - `windows`: what triggers ask for, when
 */
export { parseSchedule, nextTimeMs, type Schedule } from './schedule';
export { TimeZone } from './time-zone';
export { activeMs, cronWindows, floors, isWithin, periodOf, type CronWindows, type Floor, type Period } from './windows';
