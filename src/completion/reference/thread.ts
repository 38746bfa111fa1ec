// What others wrote is read and held in a thread of its own, so that an editor does not wait for it.
import { parentPort, workerData } from 'node:worker_threads';
import { LocalFinder } from './finder';
import { readQuestion } from './threadProtocol';

const root: unknown = workerData;
const finder = new LocalFinder(typeof root === 'string' ? root : '');

parentPort?.on('message', async (message: unknown) => {
  const question = readQuestion(message);
  if (question === null) return;
  const { id, sought } = question;
  try {
    const found = await finder.find(sought);
    parentPort?.postMessage({ id, found, coverage: finder.coverage });
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
