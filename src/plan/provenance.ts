import { parseAttributes, parseGoBoolean } from '../inputs/attributes.ts';
import { formatFields, parseFields } from '../inputs/csv.ts';
import type { Job } from '../model/job.ts';
import type { BuildRequest } from '../model/request.ts';
import { Wrong } from '../model/wrong.ts';
import { runOf } from '../parts/record.ts';

type Attestations = Pick<BuildRequest, 'provenance' | 'attests'>;

/**
 * Adds the builder to the provenance that the user asks for: the URL of the workflow run, as docker/build-push-action does.
 * A `builder-id` of the user and disabled provenance stay.
 */
export function withBuilderId<Request extends Attestations>(build: Request, job: Job): Request {
  const url = runUrlOf(job);
  if (url === undefined) return build;
  const { provenance, attests } = build;
  return {
    ...build,
    provenance: provenance === undefined ? undefined : identified(provenance, url),
    attests: attests.map((text) => (isProvenance(text) ? identified(text, url) : text)),
  };
}

/**
 * Returns the attributes of provenance that the user does not give. As with docker/build-push-action, a public repository
 * gets full provenance, in which build arguments are readable. A repository is public if the event says so.
 * @returns undefined if the builder's own default applies.
 */
export function defaultProvenance({ provenance, attests }: Attestations, job: Job): string | undefined {
  if (provenance !== undefined || attests.some(isProvenance) || !attestsByDefault(job.env)) return undefined;
  const url = runUrlOf(job);
  const isPublic = job.event.repository?.private === false;
  if (url === undefined && !isPublic) return undefined;
  // without `inline-only`, a file provenance.json would be among the files of `type=local`
  return formatFields([
    `mode=${isPublic ? 'max' : 'min'}`,
    'inline-only=true',
    ...(url === undefined ? [] : [`builder-id=${url}`]),
  ]);
}

/** True if buildx attests provenance by default: https://docs.docker.com/build/metadata/attestations/slsa-provenance/ */
export function attestsByDefault(env: Job['env']): boolean {
  return parseGoBoolean(env.BUILDX_NO_DEFAULT_ATTESTATIONS ?? '') !== true;
}

/** `https://github.com/acme/app/actions/runs/42/attempts/1`. Undefined outside of a workflow. */
function runUrlOf({ serverUrl, repository, env }: Job): string | undefined {
  const { run, attempt } = runOf(env);
  return run === '' || repository === ''
    ? undefined
    : `${serverUrl}/${repository}/actions/runs/${run}/attempts/${attempt}`;
}

function isProvenance(text: string): boolean {
  const attributes = parseAttributes(text);
  return !(attributes instanceof Wrong) && attributes.type === 'provenance';
}

/** @param text a boolean or attributes, which were checked when the inputs were read. */
function identified(text: string, url: string): string {
  const id = `builder-id=${url}`;
  const boolean = parseGoBoolean(text);
  if (boolean !== undefined) return boolean ? formatFields([id]) : text;
  const [fields, attributes] = [parseFields(text), parseAttributes(text)];
  if (fields instanceof Wrong || attributes instanceof Wrong) return text;
  const isDisabled = parseGoBoolean(attributes.disabled ?? '') === true;
  return isDisabled || attributes['builder-id'] !== undefined ? text : formatFields([...fields, id]);
}
