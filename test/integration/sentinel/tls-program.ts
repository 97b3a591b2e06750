import { RedisSessionNode } from '../../../src/store/redis/redis-session-node.ts';
import { RecordingLog } from '../redis-node/node-fixtures.ts';

// Connects to the node of the URL that it is given, in a process that trusts NODE_EXTRA_CA_CERTS.
const [url = ''] = process.argv.slice(2);
const log = new RecordingLog();
const node = new RedisSessionNode({ id: 'a', kind: 'rediss+sentinel', url, log });
await node.connect();
process.stdout.write(JSON.stringify({ status: node.status, lines: log.lines }));
await node.close();
