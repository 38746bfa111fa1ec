import { basename } from 'node:path';
import type { Registry } from '../../registry/registry';
import type { CheckReport } from '../report';
import { formatCycloneDx } from './cyclonedx';
import { formatHtml } from './html';
import { formatJson } from './json';
import { formatNotice } from './notice';
import { formatSarif } from './sarif';
import { formatSpdx } from './spdx';
import { formatText } from './text';

/** Every form that a report has as a file. */
export const REPORT_FORMATS = ['text', 'json', 'sarif', 'cyclonedx', 'spdx', 'html', 'notice'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface WriteOptions {
  /** The checked folder as the person named it. */
  readonly folder: string;
  /** Where it is. */
  readonly root: string;
  readonly registry: Registry;
  /** ISO time; null leaves it out. */
  readonly time: string | null;
  /** Escape sequences in text; on a terminal only. */
  readonly colours: boolean;
  /** Licit's own. */
  readonly version: string;
}

/** The report in a format, in pieces, because a large one does not fit one string. */
export async function writeReport(
  report: CheckReport,
  format: ReportFormat,
  options: WriteOptions,
): Promise<Iterable<string>> {
  // The root of a disk has no name but its path.
  const name = basename(options.root) || options.root;
  const named = { ...options, name, tool: { name: 'Licit', version: options.version } };
  switch (format) {
    case 'json':
      return formatJson(report);
    case 'sarif':
      return [formatSarif(report, named.tool)];
    case 'cyclonedx':
      return [formatCycloneDx(report, named)];
    case 'spdx':
      return [formatSpdx(report, named)];
    case 'html':
      return [formatHtml(report, named)];
    case 'notice':
      return [await formatNotice(report, options.root, options.registry)];
    case 'text':
      return [formatText(report, options)];
  }
}
