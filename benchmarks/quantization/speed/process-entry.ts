/** A fresh process for one measurement: request as JSON in the first argument, answer as JSON on standard output. */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { MeasureReply } from './messages';

const thread = new Worker(join(__dirname, 'thread-entry.js'), { workerData: JSON.parse(process.argv[2] ?? '{}') as unknown });
thread.once('message', (reply: MeasureReply) => process.stdout.write(JSON.stringify(reply)));
thread.once('error', (error) => {
  process.stderr.write(`${error.message.split('\n')[0] ?? ''}\n`);
  process.exitCode = 1;
});
