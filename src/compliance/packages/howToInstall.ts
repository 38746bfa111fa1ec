import type { Ecosystem } from './packageFile';

/** What makes the packages of an ecosystem be here, so that their licences can be read. */
export const howToInstall: Readonly<Record<Ecosystem, string>> = {
  npm: 'install the packages (`npm ci`, `pnpm install` or `yarn install`)',
  pypi: 'install the packages into a virtual environment of the project (`.venv`)',
  cargo: 'run `cargo vendor` or `cargo fetch`',
  golang: 'run `go mod vendor` or `go mod download`',
  maven: 'let Maven or Gradle fetch the packages',
  nuget: 'run `dotnet restore`',
  composer: 'run `composer install`',
  gem: 'run `bundle install --path vendor/bundle`',
};
