import { HungError } from '../model/errors.ts';

/**
 * Waits for a call that cannot be stopped, such as a library's, up to a limit or until the signal. The call is not cancelled;
 * its late result is ignored.
 * @param limit in milliseconds.
 * @throws HungError when the limit is over, and the signal's reason.
 */
export async function within<T>(call: Promise<T>, limit: number, signal?: AbortSignal): Promise<T> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new HungError(`no end after ${limit / 1000} s`)), limit);
  try {
    return await unlessAborted(call, signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]));
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for a call until the signal. @throws the signal's reason. */
export async function unlessAborted<T>(call: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([call, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
