export * from './autoscaling';
export * from './load';
export * from './schema';
