import type {
  DatasetRecord,
  FamilyRecord,
  ModelRecord,
  ScoreSourceRecord,
  SoftwareRecord,
} from '../licensing/artefacts';
import type { LicenseTerms } from '../licensing/terms';

/** `model-registry.json`, and a file that is laid over it (schema: `model-registry.schema.json`). */
export interface RegistryFile {
  readonly version: 1;
  /** ISO date on which the facts were last checked as a whole. */
  readonly date: string;
  /** Whose registry it is; an overlay without one goes by its file's name. */
  readonly name?: string;
  readonly licenses?: readonly LicenseTerms[];
  readonly models?: readonly ModelRecord[];
  readonly datasets?: readonly DatasetRecord[];
  readonly families?: readonly FamilyRecord[];
  readonly software?: readonly SoftwareRecord[];
  readonly scoreSources?: readonly ScoreSourceRecord[];
}
