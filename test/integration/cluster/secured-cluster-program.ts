import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { RedisClusterNode } from '../../../src/store/redis/cluster/redis-cluster-node.ts';
import { NoticeRecorder } from '../../support/notice-recorder.ts';
import { storeOn } from '../../support/ring-of-nodes.ts';
import { changed, created, loaded, loginOf, setOf } from '../../support/session-fixtures.ts';
import { RecordingLog } from '../redis-node/node-fixtures.ts';

// Logs in on the cluster of the URL that it is given, in a process that trusts NODE_EXTRA_CA_CERTS, and tells a line of JSON
// of it; then, at any line, what it finds and hears now.
const [url = ''] = process.argv.slice(2);
const log = new RecordingLog();
const node = new RedisClusterNode({ id: 'a', kind: 'rediss+cluster', url, log });
const fault = await node.connect().then(
  () => undefined,
  (error: unknown) => error,
);
const { status } = node;
if (status === 'DOWN') tell({ status, fault: String(fault), lines: log.lines });
else await serve();
await node.close();

async function serve(): Promise<void> {
  const store = storeOn(node);
  const login = loginOf();
  const draft = await created(store, { login });
  const notices = await NoticeRecorder.start(store, draft.id);
  tell({ status, id: draft.id });
  const input = createInterface(process.stdin);
  await once(input, 'line');
  input.close();
  await changed(store, draft, setOf(['a', '1']));
  const { values } = await loaded(store, draft);
  const { sessions } = await store.list(login.userId, 'metadata');
  const [heard] = await notices.heard(1);
  tell({ a: values?.get('a'), listed: sessions.map(({ id }) => id), heard, lines: log.lines });
}

function tell(facts: unknown): void {
  process.stdout.write(`${JSON.stringify(facts)}\n`);
}
