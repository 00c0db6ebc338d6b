/** Probability that a request has to wait in an M/M/c queue (Erlang, 1917), by the recursion over Erlang B. */
export function erlangC(servers: number, utilization: number): number {
  const offered = servers * utilization;
  let blocking = 1;
  for (let count = 1; count <= servers; count++) blocking = (offered * blocking) / (count + offered * blocking);
  return blocking / (1 - utilization * (1 - blocking));
}

/** Mean wait in an M/M/c queue, in the unit of the mean service time. */
export function meanWaitInQueue(servers: number, utilization: number, meanService: number): number {
  return (erlangC(servers, utilization) * meanService) / (servers * (1 - utilization));
}

/**
 * Mean wait in an M/G/1 queue (Pollaczek-Khinchine), in the unit of the mean service time.
 *
 * @param squaredVariation variance of the service time over its squared mean: 0 deterministic, 1 exponential
 */
export function meanWaitWithOneServer(utilization: number, meanService: number, squaredVariation: number): number {
  return (utilization * meanService * (1 + squaredVariation)) / (2 * (1 - utilization));
}
