import type { SettingKey } from '../config.ts'
import { type Reading, settingKeys } from './read-config.ts'
import type { About } from './setting-kinds.ts'

/** The text with the password of a URL in it replaced; any other secret is replaced whole. */
export function masked(secret: string): string {
  const url = URL.parse(secret)
  if (!url || secret.includes('\n')) return '***'
  // Only what follows the scheme can hold a password; a file's path holds none.
  if (/^(sqlite|memory):/i.test(secret)) return secret
  const query = [...url.searchParams.keys()].map((name) => `${name}=***`).join('&')
  const user = url.username === '' ? '' : `${url.username}${url.password === '' ? '' : ':***'}@`
  return `${url.protocol}//${user}${url.host}${url.pathname}${query === '' ? '' : `?${query}`}`
}

/** Every setting in force with its source, one a line; secrets are masked. */
export function printConfig({ config, sources }: Reading): string {
  const lines = settingKeys.map(([key, about]) => {
    const value = config[key]
    const source = sources.get(key)
    const shown = value === undefined ? '' : textOf(value, about)
    return `SCHEMARIUM_${key}=${shown}${source === undefined ? '' : `  # ${source}`}`
  })
  return `${lines.join('\n')}\n`
}

function textOf(value: NonNullable<Reading['config'][SettingKey]>, { secret }: About): string {
  if (secret) return masked(String(value))
  if (!Array.isArray(value)) return String(value)
  return value.map(itemText).join(',')
}

function itemText(item: Readonly<Record<string, unknown>> | string | URL): string {
  if (typeof item === 'string' || item instanceof URL) return String(item).replace(/\/$/, '')
  const { action, name, value } = item
  return `"${action} ${name}: ${value}"`
}

const usage = `Schemarium, a schema registry for Apache Kafka.

Usage: npm start -- [command] [options]

Commands
  serve           Serve the registry (the default).
  migrate         Bring the database's schema up to date, then exit.
  check           Verify the logs of all contexts, or of one with --context; exit 1 on damage.
  dump            Print the commits of --context as lines of JSON.
  healthcheck     Ask a running server on this host whether it is ready; exit 1 if not.

Options
  --config FILE   Read settings from a YAML or JSON file, as SCHEMARIUM_CONFIG_FILE does.
  --context NAME  A context, as in .team-a; . is the default one.
  --print-config  Print the settings in force, secrets masked, then exit.
  --version       Print the version, then exit.
  --help          Print this, then exit.

Settings (environment variables; see docs/configuration.md)
`

/** What `--help` prints. */
export function helpText(): string {
  const lines = settingKeys.map(([key, about]) => {
    const fallback = about.fallback ? ` [${about.fallback}]` : ''
    return `  SCHEMARIUM_${key}${fallback}\n      ${about.description}`
  })
  return `${usage}${lines.join('\n')}\n`
}

const intro = `# Configuration

<!-- Written by \`npm run docs\` from src/config.ts; do not edit. -->

Every setting has a key \`X\`. Its value is, in this order:

1. the environment variable \`SCHEMARIUM_X\`;
2. for some, the variable of Confluent's Schema Registry of the same meaning, so that an environment written for it works;
3. \`X\` in the YAML or JSON file that \`SCHEMARIUM_CONFIG_FILE\` (or \`--config\`) names;
4. the default.

Settings are read once, at the start. An empty variable counts as not set. A value that cannot be
read stops the start with one line that names the key and what it takes; an unknown key is warned
of. Variables that Kubernetes sets for a service (\`…=tcp://…\`) are ignored with a warning. Secrets
can also come from a file: \`SCHEMARIUM_X_FILE\` names it.

In a file, keys may be written in lower case and nested:

\`\`\`yaml
listeners: [http://0.0.0.0:8081]
storage_url: sqlite:/var/lib/schemarium/registry.db
tls:
  key_file: /etc/schemarium/key.pem
\`\`\`

\`npm start -- --print-config\` prints what is in force and where it came from, secrets masked.

`

/** The page docs/configuration.md. */
export function configurationPage(): string {
  const sections = Map.groupBy(settingKeys, ([, { section }]) => section)
  const parts = [...sections].map(([section, rows]) => {
    return `## ${section}\n\n${rows.map(([key, about]) => entry(key, about)).join('\n')}`
  })
  return `${intro}${parts.join('\n')}`
}

function entry(key: SettingKey, about: About): string {
  const { description, accepts, fallback, alias, secret } = about
  const facts = [
    `Takes ${accepts}.`,
    fallback ? `Default: \`${fallback}\`.` : 'No default.',
    ...(alias === undefined ? [] : [`Confluent's name: \`SCHEMA_REGISTRY_${alias}\`.`]),
    ...(secret ? [`Secret; \`SCHEMARIUM_${key}_FILE\` names a file that holds it.`] : []),
  ]
  return `### \`SCHEMARIUM_${key}\`\n\n${description}\n\n${facts.join(' ')}\n`
}
