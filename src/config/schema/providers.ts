/** What is known of a provider of S3-compatible storage by its endpoint, so that nobody has to look it up. */
export interface Provider {
  /** The region that requests must be signed for. */
  readonly region?: string
  /** Whether the bucket may stand in the host name, as AWS wants it. */
  readonly isAws?: boolean
  readonly maximumParts?: number
  readonly uniformParts?: boolean
}

/** The provider behind an endpoint's host name; an empty one where nothing is known of it. */
export function providerOf(hostname: string): Provider {
  for (const [pattern, provider] of PROVIDERS) {
    const [matched, region] = pattern.exec(hostname) ?? []
    if (matched !== undefined) return { ...(region === undefined ? {} : { region }), ...provider }
  }
  return {}
}

const PROVIDERS: readonly (readonly [RegExp, Provider])[] = [
  [
    /^(?:.+\.)?s3(?:-fips)?(?:\.dualstack)?[.-]([a-z]{2}(?:-[a-z]+)+-\d)\.(?:vpce\.)?amazonaws\.com(?:\.cn)?$/,
    { isAws: true }
  ],
  [/(?:^|\.)amazonaws\.com$/, { isAws: true }],
  [/\.r2\.cloudflarestorage\.com$/, { region: 'auto', uniformParts: true }],
  [/^s3\.([a-z]{2}-[a-z]{3})\.scw\.cloud$/, { maximumParts: 1000 }],
  [/^s3\.([a-z]+-[a-z]+-\d{3})\.backblazeb2\.com$/, {}],
  [/^s3\.([a-z]{2}-[a-z]+-\d)\.wasabisys\.com$/, {}],
  [/^([a-z]{3}\d)\.digitaloceanspaces\.com$/, {}],
  [/^([a-z]{3}\d)\.your-objectstorage\.com$/, {}]
]
