/** What a page may load: its own files and its own API, and no script or style that stands in it. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ")

/** Seconds: a year. */
const HTTPS_ONLY = 31_536_000

/**
 * What CloudFront adds to every answer, be it a page's or the API's. The API's own policy on content is stricter, since nothing
 * that it answers is a page: it is left as it is.
 */
export const SECURITY_HEADERS = {
  securityHeadersConfig: {
    contentSecurityPolicy: { contentSecurityPolicy: PAGE_POLICY, override: false },
    contentTypeOptions: { override: true },
    frameOptions: { frameOption: "DENY", override: true },
    referrerPolicy: { referrerPolicy: "no-referrer", override: true },
    strictTransportSecurity: { accessControlMaxAgeSec: HTTPS_ONLY, override: true },
  },
  customHeadersConfig: {
    items: [
      { header: "Cross-Origin-Opener-Policy", value: "same-origin", override: true },
      { header: "Cross-Origin-Resource-Policy", value: "same-origin", override: true },
      { header: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=()", override: true },
    ],
  },
}
