export * from './autoscaling';
export * from './load';
export * from './profiles';
export * from './schema';
export * from './selection';
