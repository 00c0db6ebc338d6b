import type { MetricInfo } from './metric-info';

/** Numbers of the comparison of load tools. */
export const TOOL_METRICS: Readonly<Record<string, MetricInfo>> = {
  sentShare: {
    title: 'sent of the scenario',
    unit: '%',
    better: 'higher',
    digits: 1,
    made: 'requests sent / requests of the scenario, of the open-loop tool with the fewest',
  },
  p99SpreadRatio: {
    title: 'p99, largest / smallest',
    unit: '',
    better: 'lower',
    digits: 2,
    made: 'over the tools that send on schedule; 1 is full agreement',
  },
  closedLoopP99Ratio: {
    title: 'p99, closed / open loop',
    unit: '',
    better: 'neither',
    digits: 2,
    made: "the closed loop's p99 / median p99 of the tools that send on schedule; far below 1 is coordinated omission",
  },
  toolCpuSeconds: {
    title: 'CPU of the tool',
    unit: 'core·s',
    better: 'lower',
    digits: 1,
    made: 'user and system time of the load tool',
  },
  toolsCompared: {
    title: 'tools compared',
    unit: '',
    better: 'neither',
    digits: 0,
    made: 'load tools that are installed and ran',
  },
  toolFailures: {
    title: 'failed runs',
    unit: '',
    better: 'lower',
    digits: 0,
    made: 'runs of a tool that is installed but gave no numbers',
  },
};
