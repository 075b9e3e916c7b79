export const OCI_INDEX = 'application/vnd.oci.image.index.v1+json';

export const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';

export const OCI_MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

export const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';

/** Media types of indexes, OCI's and Docker's. */
export const INDEX_TYPES: readonly string[] = [OCI_INDEX, DOCKER_LIST];

/** Media types of image manifests, OCI's and Docker's. */
export const IMAGE_TYPES: readonly string[] = [OCI_MANIFEST, DOCKER_MANIFEST];

/** Media types of indexes and image manifests. */
export const MANIFEST_TYPES: readonly string[] = [...INDEX_TYPES, ...IMAGE_TYPES];
