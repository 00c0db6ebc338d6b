// A web server for tests of autoscalers: `/work?cpuMs=15` uses that much CPU, `/wait?ms=100` only time; says which pod answered.
'use strict';
const { createServer } = require('node:http');

const { HOST = '127.0.0.1', PORT = '8000' } = process.env;
let answered = 0;

function burn(cpuMs) {
  const start = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(start);
    if ((user + system) / 1000 >= cpuMs) return;
  }
}

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://test');
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    burn(Number(url.searchParams.get('cpuMs') ?? 0));
    const answer = () => {
      response.writeHead(200, { 'content-type': 'application/json', 'x-pod': HOST });
      if (url.pathname !== '/readyz') answered++;
      response.end(JSON.stringify({ pod: HOST, answered, method: request.method, body: Buffer.concat(chunks).toString() }));
    };
    const waitMs = Number(url.searchParams.get('ms') ?? 0);
    if (waitMs === 0) answer();
    else setTimeout(answer, waitMs);
  });
});
server.listen(Number(PORT), HOST);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
