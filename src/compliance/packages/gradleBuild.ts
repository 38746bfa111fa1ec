import type { TextFile } from '../text/textFile';
import type { Need, PackageRead, PackageReader, Scope } from './packageFile';

/** `build.gradle` and `build.gradle.kts`: coordinates that are written out, and entries of the version catalogue. Programs are not run. */
export const gradleBuild: PackageReader = {
  wants: (path) => /(?:^|\/)[\w.-]+\.gradle(?:\.kts)?$/.test(path),
  mayNameModels: true,
  read: (file): PackageRead => {
    const script = new BuildScript(file);
    let offset = 0;
    for (const line of file.text.split('\n')) {
      if (line.length <= 2000 && !/^\s*(?:\/\/|\*|\/\*)/.test(line)) script.read(line, offset);
      offset += line.length + 1;
    }
    const { needs, platforms, without } = script;
    const manifest = { kind: 'manifest', ecosystem: 'maven', path: file.path, name: null } as const;
    return { ok: true, file: { ...manifest, needs, platforms, without } };
  },
};

type OpenNeed = Need & { readonly without: Set<string> };

/** `def v = '1'`, `val v by extra("1")`, `ext.v = '1'`, `set('v', '1')` */
const variable =
  /(?:\b(?:def|val|var)\s+|\bext\.|\bset\(\s*["'])(\w+)["']?\s*(?:[=,]|by\s+extra\()\s*["']([\w.+-]+)["']/;
const exclusion =
  /\bexclude\s*\(?\s*(?:group\s*[:=]\s*["']([\w.*-]+)["'])?\s*,?\s*(?:module\s*[:=]\s*["']([\w.*-]+)["'])?/;
const bill = /\bmavenBom(?:\s*\(\s*|\s+|)["']([\w.-]+:[\w.-]+):([^"']+)["']/;
/** Its plug-in brings the versions of what goes with it. */
const springBoot = /\bid(?:\s*\(\s*|\s+)["']org\.springframework\.boot["'](?:\s*\)\s*|\s+)version\s+["']([^"']+)["']/;

/** What the lines of a script say. */
class BuildScript {
  readonly needs: OpenNeed[] = [];
  readonly platforms: { name: string; version: string }[] = [];
  /** What nothing in the script may bring. */
  readonly without = new Set<string>();
  private readonly variables = new Map<string, string>();
  /** The need whose braces are open, and how many. */
  private open: { readonly need: OpenNeed; depth: number } | null = null;

  constructor(private readonly file: TextFile) {}

  read(line: string, offset: number): void {
    const [, name, value] = variable.exec(line) ?? [];
    if (name !== undefined && value !== undefined) this.variables.set(name, value);
    const spring = springBoot.exec(line)?.[1];
    if (spring !== undefined)
      this.platforms.push({ name: 'org.springframework.boot:spring-boot-dependencies', version: this.fill(spring) });
    const [, title, version] = bill.exec(line) ?? [];
    if (title !== undefined && version !== undefined) this.platforms.push({ name: title, version: this.fill(version) });
    this.readNeed(line, offset);
    this.readBraces(line);
  }

  private readNeed(line: string, offset: number): void {
    const configuration = /^\s*["']?([A-Za-z]\w*)["']?\s*\(?\s*/.exec(line);
    const scope = scopeOf(configuration?.[1] ?? '');
    if (configuration === null || scope === null) return;
    const found = coordinates(line.slice(configuration[0].length));
    if (found === null) return;
    const { name, written, isPlatform } = found;
    const spec = this.fill(found.spec);
    const at = offset + configuration[0].length + found.index;
    const version = /^[\w.+-]*\d[\w.-]*$/.test(spec) && !spec.endsWith('+') ? spec : '';
    const range = this.file.range(at, at + written.length);
    const need = { name, spec, version, scope, range, without: new Set<string>() };
    this.needs.push(need);
    if (isPlatform) this.platforms.push({ name, version });
    this.open = { need, depth: 0 };
  }

  /** What is left out stands in braces behind a need, or for all of them. */
  private readBraces(line: string): void {
    const [whole, group = '*', module = '*'] = exclusion.exec(line) ?? [];
    const left = whole === undefined || (group === '*' && module === '*') ? [] : [`${group}:${module}`];
    if (/\b(?:transitive|isTransitive)\s*=\s*false\b/.test(line)) left.push('*:*');
    if (this.open === null) {
      for (const pattern of left) if (pattern !== '*:*') this.without.add(pattern);
      return;
    }
    for (const pattern of left) this.open.need.without.add(pattern);
    for (const { 0: brace } of line.matchAll(/[{}]/g)) this.open.depth += brace === '{' ? 1 : -1;
    if (this.open.depth <= 0) this.open = null;
  }

  /** The text with what the script's variables mean. */
  private fill(text: string): string {
    return text.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => this.variables.get(name) ?? whole);
  }
}

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
  /** It says the versions of others. */
  readonly isPlatform: boolean;
}

function coordinates(text: string): Coordinates | null {
  const before = /^(?:(?:enforcedP|p)latform\s*\(\s*)?/.exec(text)?.[0].length ?? 0;
  const isPlatform = before > 0;
  const rest = text.slice(before);
  const plain = /^(["'])([\w.-]+:[\w.-]+)(?::([^"':@]*))?[^"']*\1/.exec(rest);
  if (plain?.[2] !== undefined)
    return { name: plain[2], spec: plain[3] ?? '', written: plain[2], index: before + 1, isPlatform };
  const catalogued = /^libs((?:\.\w+)+)/.exec(rest);
  if (catalogued?.[1] !== undefined) {
    const name = `libs${catalogued[1].replace(/\.get$/, '')}`;
    return { name, spec: '', written: name, index: before, isPlatform };
  }
  const group = /\bgroup\s*[:=]\s*["']([\w.-]+)["']/.exec(rest)?.[1];
  const artifact = /\bname\s*[:=]\s*["']([\w.-]+)["']/.exec(rest);
  if (group === undefined || artifact?.[1] === undefined) return null;
  const version = /\bversion\s*[:=]\s*["']([^"']+)["']/.exec(rest)?.[1] ?? '';
  const index = before + artifact.index + artifact[0].length - 1 - artifact[1].length;
  return { name: `${group}:${artifact[1]}`, spec: version, written: artifact[1], index, isPlatform };
}
