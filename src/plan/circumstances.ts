import type { Dockerfile } from '../dockerfile/read.ts';
import type { Unreadable } from '../dockerfile/unreadable.ts';
import type { Job } from '../model/job.ts';
import type { Naming, Provenance } from '../model/naming.ts';
import type { Delivery } from '../model/plan.ts';
import type { Host } from '../session/host.ts';

/** The input of a plan, in addition to the request. */
export interface Circumstances {
  readonly host: Host;
  readonly dockerfile: Dockerfile | Unreadable;
  /** How the Dockerfile is named to the user: `app/Dockerfile`. */
  readonly dockerfileName: string;
  /** Unique to this run. */
  readonly id: string;
  readonly job: Job;
  readonly naming: Naming;
  readonly delivery: Delivery;
  /** The source of the build, and its commit. */
  readonly provenance: Provenance;
}
