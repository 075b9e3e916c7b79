import { isPort } from '../model/reference.ts';

// Credentials in an address: `https://me:password@host`, `me:password@host:path`, or the signature of a shared link,
// `?sig=…`. A digest also follows an `@`, but is not a credential.
const NO_DIGEST = '(?!sha\\d{3}:)';

const URL_USER = new RegExp(`^([a-z][a-z0-9+.-]*)://([^\\s/?#]*)@${NO_DIGEST}`, 'i');
const PLAIN_USER = new RegExp(`^[^\\s/:@]+:([^\\s/@]+)@${NO_DIGEST}[\\w.-]+[:/]`);
const SIGNATURE = /[?&]sig=([^&\s"',#]+)/i;

/** Returns the secret in an address. A user name alone is a token, and so secret, unless the scheme is SSH. */
export function credentialIn(address: string): string | undefined {
  const [, scheme = '', user] = URL_USER.exec(address) ?? [];
  if (user !== undefined && (user.includes(':') || !/^(git\+)?ssh$/i.test(scheme))) {
    return user.slice(user.indexOf(':') + 1);
  }
  return PLAIN_USER.exec(address)?.[1] ?? SIGNATURE.exec(address)?.[1];
}

/** True if the host of a URL has an invalid port: `tcp://host:70000`. */
export function hasWrongPort(address: string): boolean {
  // in ssh://git@host:acme/app.git a path follows the colon
  const [, port] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*:(\d+)(?:[/?#]|$)/i.exec(address) ?? [];
  return port !== undefined && !isPort(port);
}

/** All that is secret in the addresses of a text: of a list, of attributes, of JSON. */
export function credentialsIn(text: string): readonly string[] {
  // a comma or a quote ends an address here and belongs to the password there, and so does an @
  const words = [/[a-z][a-z0-9+.-]{0,20}:\/\/[^\s"]+/gi, /[^\s"',=]+/g].flatMap((word) => text.match(word) ?? []);
  const first = words.map((word) => word.replace(/^([^@]*@[^/?#@]*).*$/s, '$1/'));
  return [...words, ...first].flatMap((word) => credentialIn(word) ?? []);
}

const SECRET_PARTS = [
  new RegExp(`(://)[^\\s/?#"]*(@)${NO_DIGEST}`, 'g'),
  new RegExp(`((?:^|[\\s,="])[^\\s/:@,="]+:)[^\\s/@"]+(@)${NO_DIGEST}`, 'g'),
  /([?&]sig=)[^&\s"',#]+()/gi,
];

/** The same text fit to be shown. */
export function withoutCredentials(text: string): string {
  return SECRET_PARTS.reduce((shown, part) => shown.replace(part, '$1***$2'), text);
}
