// A small web server for tests: says who it is, fails on demand.
'use strict';
const { createServer } = require('node:http');

const { HOST = '127.0.0.1', PORT = '8000', POD_NAME = '', READY_AFTER_REQUESTS = '0', EXIT_AT_START } = process.env;
if (EXIT_AT_START !== undefined) {
  console.log(`leaving with ${EXIT_AT_START}`);
  process.exit(Number(EXIT_AT_START));
}
let ready = true;
let healthy = true;
let readinessAsked = 0;
const routes = {
  '/readyz': () => (ready && ++readinessAsked > Number(READY_AFTER_REQUESTS) ? 200 : 503),
  '/healthz': () => (healthy ? 200 : 500),
  '/unready': () => ((ready = false), 200),
  '/sicken': () => ((healthy = false), 200),
  '/crash': () => process.exit(3),
};
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://test');
  const status = routes[pathname]?.() ?? 200;
  const body = pathname === '/env' ? process.env : { pod: POD_NAME, pid: process.pid, args: process.argv.slice(2) };
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
});
server.listen(Number(PORT), HOST, () => console.log(`listening on ${HOST}:${PORT}`));
process.on('SIGTERM', () => {
  console.log('stopping');
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
