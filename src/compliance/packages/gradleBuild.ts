import type { ManifestFile, Need, PackageRead, PackageReader, Scope } from './packageFile';

/** `build.gradle` and `build.gradle.kts`: coordinates that are written out, and entries of the version catalogue. Programs are not run. */
export const gradleBuild: PackageReader = {
  wants: (path) => /(?:^|\/)[\w.-]+\.gradle(?:\.kts)?$/.test(path),
  mayNameModels: true,
  read: (file): PackageRead => {
    const needs: Need[] = [];
    let offset = 0;
    for (const line of file.text.split('\n')) {
      const start = offset;
      offset += line.length + 1;
      if (line.length > 2000 || /^\s*(?:\/\/|\*|\/\*)/.test(line)) continue;
      const configuration = /^\s*["']?([A-Za-z]\w*)["']?\s*\(?\s*/.exec(line);
      const scope = scopeOf(configuration?.[1] ?? '');
      if (configuration === null || scope === null) continue;
      const found = coordinates(line.slice(configuration[0].length));
      if (found === null) continue;
      const { name, spec } = found;
      const at = start + configuration[0].length + found.index;
      const version = /^[\w.+-]*\d[\w.-]*$/.test(spec) && !spec.endsWith('+') ? spec : '';
      needs.push({ name, spec, version, scope, range: file.range(at, at + found.written.length) });
    }
    const manifest: ManifestFile = { kind: 'manifest', ecosystem: 'maven', path: file.path, name: null, needs };
    return { ok: true, file: manifest };
  },
};

/** What the configurations of Gradle's own and Android's plug-ins are for; null for words that are none. */
export function scopeOf(configuration: string): Scope | null {
  if (
    /^(?:test|androidTest|integrationTest|jmh)\w*$|(?:Test|TestFixtures)(?:Implementation|Api|CompileOnly|RuntimeOnly)$/.test(
      configuration,
    )
  )
    return 'development';
  if (
    /(?:^annotationProcessor|AnnotationProcessor|^kapt\w*|^ksp\w*|^classpath|^developmentOnly|^lintChecks|^debugImplementation|^detektPlugins)$/.test(
      configuration,
    )
  )
    return 'development';
  if (/(?:^c|C)ompileOnly(?:Api)?$/.test(configuration)) return 'optional';
  return /(?:^i|I)mplementation$|(?:^a|A)pi$|(?:^r|R)untimeOnly$|^(?:compile|runtime)$/.test(configuration)
    ? 'runtime'
    : null;
}

interface Coordinates {
  /** `group:artifact`, or the name in the catalogue: `libs.a.b`. */
  readonly name: string;
  readonly spec: string;
  readonly written: string;
  /** Where it stands in the text. */
  readonly index: number;
}

function coordinates(text: string): Coordinates | null {
  const before = /^(?:(?:enforcedP|p)latform\s*\(\s*)?/.exec(text)?.[0].length ?? 0;
  const rest = text.slice(before);
  const plain = /^(["'])([\w.-]+:[\w.-]+)(?::([^"':@]*))?[^"']*\1/.exec(rest);
  if (plain?.[2] !== undefined) return { name: plain[2], spec: plain[3] ?? '', written: plain[2], index: before + 1 };
  const catalogued = /^libs((?:\.\w+)+)/.exec(rest);
  if (catalogued?.[1] !== undefined) {
    const name = `libs${catalogued[1].replace(/\.get$/, '')}`;
    return { name, spec: '', written: name, index: before };
  }
  const group = /\bgroup\s*[:=]\s*["']([\w.-]+)["']/.exec(rest)?.[1];
  const artifact = /\bname\s*[:=]\s*["']([\w.-]+)["']/.exec(rest);
  if (group === undefined || artifact?.[1] === undefined) return null;
  const version = /\bversion\s*[:=]\s*["']([^"']+)["']/.exec(rest)?.[1] ?? '';
  const index = before + artifact.index + artifact[0].length - 1 - artifact[1].length;
  return { name: `${group}:${artifact[1]}`, spec: version, written: artifact[1], index };
}
