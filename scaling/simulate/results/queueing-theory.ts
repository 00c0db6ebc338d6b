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

/**
 * Mean time in a server whose cores are shared by all requests in it, each on one core at most (M/G/c processor sharing), in the unit
 * of the mean service time. Only the mean of the service times counts, not their distribution (insensitivity): the number of requests
 * is distributed as in M/M/c (Kelly, Reversibility and Stochastic Networks, 1979, section 3.3). With one core it is s / (1 - rho).
 */
export function meanTimeWhenShared(cores: number, utilization: number, meanService: number): number {
  return meanService + meanWaitInQueue(cores, utilization, meanService);
}
