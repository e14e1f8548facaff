// A server may echo what it was sent, and an error may hold what the server said.
const secrets = new Set<string>();

/** Keeps a token or a password out of everything that this process says from now on. */
export function keepSecret(secret: string | undefined): void {
  // What is shorter is a word that may stand in any text.
  if (secret === undefined || secret.length < 6) return;
  for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) secrets.add(form);
  secrets.add(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
}

/** The text without any secret. */
export function withoutSecrets(text: string): string {
  let clean = text;
  for (const secret of secrets) clean = clean.replaceAll(secret, '***');
  return clean;
}
