/** Names of files that hold secrets by convention; text from them is never given to a model. Case does not matter. */
const SECRETS = [
  /^\.env(?:rc)?(?:[._-].*)?$/,
  /\.env(?:\.(?:local|dev|development|test|staging|prod|production))?$/,
  /\.(?:pem|key|p8|p12|pfx|jks|keystore|kdbx|ppk|asc|gpg)$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?$/,
  /^\.?(?:npmrc|pypirc|netrc|pgpass|htpasswd|git-credentials|dockercfg|my\.cnf|vault-token)$/,
  /^_netrc$/,
  /^(?:credentials|secrets?|service-account)(?:\.(?:json|ya?ml|toml|ini|xml|properties|env|txt))?$/,
  /\.secrets?\.(?:json|ya?ml|toml|ini)$/,
  /\.tfvars$/,
  /\.tfstate(?:\.backup)?$/,
];

/** Templates of such files hold placeholders by convention and are committed. */
const TEMPLATE = /^\.env[._-](?:example|sample|template|dist)$/;

/** True for a file that holds secrets by convention. `path` uses `/`; folders that hold nothing else count, too. */
export function isSecretsFile(path: string): boolean {
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  if (TEMPLATE.test(name)) return false;
  return SECRETS.some((pattern) => pattern.test(name)) || /(?:^|\/)\.(?:ssh|aws|gnupg|azure|kube)\//.test(lower);
}
