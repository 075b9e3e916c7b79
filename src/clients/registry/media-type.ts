import { IMAGE_TYPES, INDEX_TYPES, MANIFEST_TYPES } from '../../model/media-type.ts';
import type { HttpResponse } from '../http/http.ts';

/** The media type in Content-Type, without parameters. Empty without the header. */
export function headerType(headers: HttpResponse['headers']): string {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/**
 * The media type of a manifest. If the header names no type of a manifest (some proxies send `application/json`), it is the
 * type in the document, if the document's fields fit it. The header's type is returned if the document has no such type.
 * Undefined if the body is not a JSON object, and so not a manifest.
 */
export function manifestType({ headers, body }: Pick<HttpResponse, 'headers' | 'body'>): string | undefined {
  const named = headerType(headers);
  if (MANIFEST_TYPES.includes(named)) return named;
  const document = parseObject(body);
  return document && (documentType(document) ?? named);
}

/** OCI documents may leave out `mediaType`; a document with the fields of both kinds has no type. */
function documentType({ mediaType, manifests, config, layers }: Readonly<Record<string, unknown>>): string | undefined {
  const isIndex = Array.isArray(manifests) && config === undefined && layers === undefined;
  const isImage = Array.isArray(layers) && config !== undefined && manifests === undefined;
  const types = isIndex ? INDEX_TYPES : isImage ? IMAGE_TYPES : [];
  return mediaType === undefined ? types[0] : types.find((type) => type === mediaType);
}

function parseObject(bytes: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(bytes.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}
