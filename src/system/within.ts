import { HungError } from './errors.ts';

/**
 * Waits for what cannot be told to stop, as a library's call: not longer than the limit, and not after the signal. The
 * call goes on all the same; what comes of it then is nobody's.
 * @param limit in milliseconds.
 * @throws HungError when the limit is over, and the signal's reason.
 */
export async function within<T>(call: Promise<T>, limit: number, signal?: AbortSignal): Promise<T> {
  const given = Promise.withResolvers<never>();
  const late = () => given.reject(new HungError(`no end after ${limit / 1000} s`));
  const stop = () => given.reject(signal?.reason);
  const timer = setTimeout(late, limit);
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([call, given.promise]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
