import { describe, expect, it } from 'vitest';
import { packagesIn } from '../../../support/packages';

describe('NuGet', () => {
  const project = `<Project Sdk="Microsoft.NET.Sdk">
  <ItemGroup>
    <PackageReference Include="Newtonsoft.Json" Version="13.0.3" />
    <PackageReference Include="Serilog"><Version>[3.0,4.0)</Version></PackageReference>
    <PackageReference Include="StyleCop" Version="1.0.0" PrivateAssets="all" />
    <PackageReference Include="Own" Version="1.0.0" />
  </ItemGroup>
</Project>
`;
  const spec = (metadata: string) =>
    `<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>${metadata}</metadata></package>`;

  it('has what projects ask for, with licences of its store', async () => {
    expect(
      await packagesIn({
        'App/App.csproj': project,
        'Own/Own.csproj': '<Project/>',
        'store/nuget/newtonsoft.json/13.0.3/newtonsoft.json.nuspec': spec('<license type="expression">MIT</license>'),
        'store/nuget/stylecop/1.0.0/stylecop.nuspec': spec(
          '<licenseUrl>https://licenses.nuget.org/Apache-2.0%20OR%20MIT</licenseUrl>',
        ),
      }),
    ).toEqual([
      'App/App.csproj:3:32 nuget/Newtonsoft.Json@13.0.3 runtime MIT',
      'App/App.csproj:4:32 nuget/Serilog runtime -',
      'App/App.csproj:5:32 nuget/StyleCop@1.0.0 development Apache-2.0 OR MIT',
    ]);
  });

  it('has all packages in the lockfile, by what the projects ask for', async () => {
    const lock = `{"version": 1, "dependencies": {"net8.0": {
 "Newtonsoft.Json": {"type": "Direct", "resolved": "13.0.3"},
 "Serilog": {"type": "Direct", "resolved": "3.1.1", "dependencies": {"Serilog.Core": "1"}},
 "serilog.core": {"type": "Transitive", "resolved": "1.0.0"},
 "StyleCop": {"type": "Direct", "resolved": "1.0.0"},
 "own": {"type": "Project"}}}}`;
    expect(
      await packagesIn({ 'App/App.csproj': project.replace(/.*"Own".*\n/, ''), 'App/packages.lock.json': lock }),
    ).toEqual([
      'App/packages.lock.json:2:3 nuget/Newtonsoft.Json@13.0.3 runtime -',
      'App/packages.lock.json:3:3 nuget/Serilog@3.1.1 runtime -',
      'App/packages.lock.json:4:3 nuget/serilog.core@1.0.0 runtime -',
      'App/packages.lock.json:5:3 nuget/StyleCop@1.0.0 development -',
    ]);
  });

  describe('without a lockfile', () => {
    const assets = (targets: object) => JSON.stringify({ version: 3, targets });
    const of = (...needs: string[]) => ({
      type: 'package',
      dependencies: Object.fromEntries(needs.map((name) => [name, '1.0.0'])),
    });
    const restored = assets({
      'net8.0': {
        'Newtonsoft.Json/13.0.3': of(),
        'Serilog/3.1.1': of('serilog.core', 'Beside'),
        'Serilog.Core/1.0.0': of(),
        'Beside/1.0.0': { ...of('Behind'), type: 'project' },
        'Behind/2.0.0': of(),
        'StyleCop/1.0.0': of('Tool.Core', 'Behind'),
        'Tool.Core/1.0.0': of(),
      },
      net48: { 'Behind/1.5.0': of() },
    });

    it('has what was restored', async () => {
      const files = { 'App/App.csproj': project.replace(/.*"Own".*\n/, ''), 'App/obj/project.assets.json': restored };
      expect(await packagesIn(files)).toEqual([
        'App/App.csproj:3:32 nuget/Newtonsoft.Json@13.0.3 runtime -',
        'App/App.csproj:4:32 nuget/Behind@1.5.0 runtime -',
        'App/App.csproj:4:32 nuget/Behind@2.0.0 runtime -',
        'App/App.csproj:4:32 nuget/Serilog.Core@1.0.0 runtime -',
        'App/App.csproj:4:32 nuget/Serilog@3.1.1 runtime -',
        'App/App.csproj:5:32 nuget/StyleCop@1.0.0 development -',
        'App/App.csproj:5:32 nuget/Tool.Core@1.0.0 development -',
      ]);
    });

    it('has what central versions need', async () => {
      const files = {
        'Directory.Packages.props':
          '<Project><ItemGroup>\n<PackageVersion Include="Serilog" Version="3.1.1" />\n</ItemGroup></Project>',
        'App/App.csproj': '<Project><ItemGroup><PackageReference Include="serilog" /></ItemGroup></Project>',
        'App/obj/project.assets.json': assets({ net8: { 'Serilog/3.1.1': of('A'), 'A/1.0.0': of() } }),
      };
      expect(await packagesIn(files)).toEqual([
        'App/App.csproj:1:48 nuget/A@1.0.0 runtime -',
        'Directory.Packages.props:2:26 nuget/Serilog@3.1.1 runtime -',
      ]);
    });

    it('has the version that was restored where it is the one that is asked for', async () => {
      const files = {
        'App/App.csproj': '<Project><ItemGroup><PackageReference Include="A" Version="1.0" /></ItemGroup></Project>',
        'App/obj/project.assets.json': assets({ net8: { 'A/1.0.0': of() } }),
      };
      expect(await packagesIn(files)).toEqual(['App/App.csproj:1:48 nuget/A@1.0.0 runtime -']);
    });

    it('is done soon with thousands of versions of one package', { timeout: 5000 }, async () => {
      const versions = Array.from({ length: 50_000 }, (_, index) => [`A/1.0.${index}`, of()]);
      const files = {
        'App/App.csproj': project,
        'App/obj/project.assets.json': assets({ net8: Object.fromEntries(versions) }),
      };
      expect((await packagesIn(files)).length).toBeGreaterThan(0);
    });

    it.each(['{', '[]', '{"targets": {"net8.0": []}}', '{"targets": {"net8.0": {"Serilog/3.1.1": null}}}'])(
      'goes on with the project alone beside %s',
      async (text) => {
        const files = { 'App/App.csproj': project, 'App/obj/project.assets.json': text };
        expect((await packagesIn(files)).map((line) => line.split(' ')[1])).toContain('nuget/Newtonsoft.Json@13.0.3');
      },
    );
  });

  it('knows central versions, test projects and the older list', async () => {
    expect(
      await packagesIn({
        'Directory.Packages.props':
          '<Project><ItemGroup>\n<PackageVersion Include="A" Version="1.0.0" />\n<PackageVersion Include="Unused" Version="1.0.0" />\n<PackageVersion Include="xunit" Version="2.0.0" />\n</ItemGroup></Project>',
        'src/App.fsproj': '<Project><ItemGroup><PackageReference Include="a" /></ItemGroup></Project>',
        'test/T.csproj':
          '<Project><PropertyGroup><IsTestProject>true</IsTestProject></PropertyGroup><ItemGroup><PackageReference Include="xunit" /></ItemGroup></Project>',
        'old/packages.config':
          '<packages>\n<package id="EntityFramework" version="6.4.4" targetFramework="net48" />\n<package id="Tool" version="1" developmentDependency="true" />\n</packages>',
      }),
    ).toEqual([
      'Directory.Packages.props:2:26 nuget/A@1.0.0 runtime -',
      'Directory.Packages.props:4:26 nuget/xunit@2.0.0 development -',
      'old/packages.config:2:14 nuget/EntityFramework@6.4.4 runtime -',
      'old/packages.config:3:14 nuget/Tool@1 development -',
    ]);
  });

  it.each([
    ['a.csproj', '<Project', 'is no project of MSBuild'],
    ['packages.lock.json', '{', 'is not valid JSON'],
    ['packages.config', '<x/>', 'is no list of NuGet packages'],
    ['Directory.Packages.props', '', 'is no project of MSBuild'],
  ])('%s with %j is unreadable', async (path, text, reason) => {
    expect(await packagesIn({ [path]: text })).toEqual([`${path} ${reason}`]);
  });
});

describe('Composer', () => {
  it('names licences in the lockfile; several are a choice', async () => {
    const lock = `{
  "packages": [
    {"name": "monolog/monolog", "version": "v3.5.0", "license": ["MIT"]},
    {"name": "a/b", "version": "1.0.0", "license": ["GPL-2.0-only", "MIT"]},
    {"name": "silent/one", "version": "1.0.0"},
    {"name": "own/local", "version": "dev-main", "dist": {"type": "path"}}
  ],
  "packages-dev": [{"name": "phpunit/phpunit", "version": "11.0.0", "license": ["BSD-3-Clause"]}]
}`;
    expect(
      await packagesIn({
        'composer.lock': lock,
        'composer.json':
          '{"name": "own/app", "require": {"php": ">=8", "monolog/monolog": "^3", "not/locked": "1.2.3"}}',
        'vendor/silent/one/composer.json': '{"license": "Apache-2.0"}',
      }),
    ).toEqual([
      'composer.json:1:73 composer/not/locked@1.2.3 runtime -',
      'composer.lock:3:15 composer/monolog/monolog@3.5.0 runtime MIT',
      'composer.lock:4:15 composer/a/b@1.0.0 runtime (GPL-2.0-only OR MIT)',
      'composer.lock:5:15 composer/silent/one@1.0.0 runtime Apache-2.0',
      'composer.lock:8:30 composer/phpunit/phpunit@11.0.0 development BSD-3-Clause',
    ]);
  });
});

describe('RubyGems', () => {
  it('has gems in the lockfile, and groups in the Gemfile', async () => {
    const lock = `PATH
  remote: .
  specs:
    own (0.1.0)
      rack

GEM
  remote: https://rubygems.org/
  specs:
    nokogiri (1.16.0-x86_64-linux)
    rack (3.0.8)
    rspec (3.12.0)
      rspec-core (~> 3.12)
    rspec-core (3.12.2)

PLATFORMS
  x86_64-linux

DEPENDENCIES
  nokogiri
  rspec
`;
    const gemfile = `source "https://rubygems.org"
gemspec
gem "nokogiri", "~> 1.16" # xml
gem "local", path: "../local"
group :development, :test do
  if true
    gem 'rspec'
  end
end
gem "pry", "= 0.14.2", group: :development
`;
    const specification = 'Gem::Specification.new do |s|\n  s.licenses = ["MIT".freeze]\nend\n';
    expect(
      await packagesIn({
        'Gemfile.lock': lock,
        Gemfile: gemfile,
        'own.gemspec':
          'Gem::Specification.new do |spec|\n  spec.name = "own"\n  spec.add_dependency "rack", ">= 3"\n  spec.add_development_dependency("rake")\nend\n',
        'vendor/bundle/ruby/3.3.0/specifications/rack-3.0.8.gemspec': specification,
      }),
    ).toEqual([
      'Gemfile:10:6 gem/pry@0.14.2 development -',
      'Gemfile.lock:10:5 gem/nokogiri@1.16.0 runtime -',
      'Gemfile.lock:11:5 gem/rack@3.0.8 runtime MIT',
      'Gemfile.lock:12:5 gem/rspec@3.12.0 development -',
      'Gemfile.lock:14:5 gem/rspec-core@3.12.2 development -',
      'own.gemspec:4:36 gem/rake development -',
    ]);
  });

  it('that is no lockfile is unreadable', async () => {
    expect(await packagesIn({ 'Gemfile.lock': 'hello' })).toEqual(['Gemfile.lock is no lockfile of Bundler']);
  });
});
