// A client of the runner's cache service, in a process of its own. Reads one order and answers it in one line.
import { json } from 'node:stream/consumers';
import { ANSWER, type CacheOrder } from './clients/cache-service/cache-order.ts';
import { endProcess } from './runtime/end.ts';

const order = (await json(process.stdin)) as CacheOrder;
const { restoreCache, saveCache } = await import('@actions/cache');
if (order.action === 'save') {
  await saveCache([order.folder], order.key);
} else {
  const [first = '', ...others] = order.keys;
  const key = await restoreCache([order.folder], first, others);
  console.log(`${ANSWER}${JSON.stringify({ key })}`);
}
// connections kept for a next request would keep the process
await endProcess();
