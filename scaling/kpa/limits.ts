/** Bounds that both the annotations and config-autoscaler must keep. Knative Serving 98e5ef9, pkg/apis/autoscaling/register.go. */
export const TARGET_MIN = 0.01;
export const WINDOW_MIN_MS = 6_000;
export const WINDOW_MAX_MS = 3_600_000;
export const PANIC_WINDOW_PERCENTAGE_MIN = 1;
export const PANIC_WINDOW_PERCENTAGE_MAX = 100;
export const PANIC_THRESHOLD_PERCENTAGE_MIN = 110;
export const PANIC_THRESHOLD_PERCENTAGE_MAX = 1000;

/** Width of one bucket of the metric windows. Upstream: pkg/autoscaler/config/config.go, BucketSize. */
export const BUCKET_MS = 1_000;
/** How often the autoscaler decides. Upstream: pkg/autoscaler/scaling/multiscaler.go, tickInterval. */
export const TICK_INTERVAL_MS = 2_000;
/** How often pods are scraped and activators report. Upstream: pkg/autoscaler/metrics/collector.go, scrapeTickInterval. */
export const STAT_INTERVAL_MS = 1_000;
