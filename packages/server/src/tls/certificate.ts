// A certificate that the server signs itself: kubectl sends its token over TLS only, and trusts this one through the
// kubeconfig.
import { type KeyObject, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import {
  bitString,
  type Der,
  integer,
  node,
  octetString,
  oid,
  sequence,
  set,
  time,
  utf8,
  yes,
} from "./der.ts";

/** A certificate with its key, as PEM texts. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** Whom a certificate is for, and for how long. */
export interface CertificateOptions {
  /** Common name of subject and issuer. */
  readonly name: string;
  /** Host names and IP addresses that the server is reached by. */
  readonly hosts: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
const COMMON_NAME = "2.5.4.3";
const BASIC_CONSTRAINTS = "2.5.29.19";
const KEY_USAGE = "2.5.29.15";
const EXTENDED_KEY_USAGE = "2.5.29.37";
const SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
const SUBJECT_ALT_NAME = "2.5.29.17";

/** Makes a key and a certificate for it, signed with it. */
export function selfSigned(options: CertificateOptions): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const algorithm = sequence(oid(ECDSA_WITH_SHA256));
  const name = sequence(set(sequence(oid(COMMON_NAME), utf8(options.name))));
  const body = sequence(
    node(0xa0, integer(Buffer.from([2]))),
    integer(serialNumber()),
    algorithm,
    name,
    sequence(time(options.notBefore), time(options.notAfter)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    node(0xa3, sequence(...extensions(options.hosts))),
  );
  const certificate = sequence(body, algorithm, bitString(signature(body, privateKey)));
  return {
    certificate: pem("CERTIFICATE", certificate),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

function extensions(hosts: readonly string[]): Der[] {
  // It is its own authority (for the kubeconfig) and a server's certificate.
  const usage = bitString(Buffer.from([0x84]), 2);
  return [
    extension(BASIC_CONSTRAINTS, sequence(yes()), true),
    extension(KEY_USAGE, usage, true),
    extension(EXTENDED_KEY_USAGE, sequence(oid(SERVER_AUTH))),
    extension(SUBJECT_ALT_NAME, sequence(...hosts.map(generalName))),
  ];
}

function extension(id: string, value: Der, isCritical = false): Der {
  return sequence(oid(id), ...(isCritical ? [yes()] : []), octetString(value));
}

function generalName(host: string): Der {
  if (isIP(host) === 0) return node(0x82, Buffer.from(host, "ascii"));
  return node(0x87, isIP(host) === 4 ? Buffer.from(host.split(".").map(Number)) : ipv6Bytes(host));
}

function ipv6Bytes(address: string): Buffer {
  const [head = "", tail] = address.split("::");
  const parse = (text: string): number[] =>
    text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
  const front = parse(head);
  const back = tail === undefined ? [] : parse(tail);
  const groups = [...front, ...Array<number>(8 - front.length - back.length).fill(0), ...back];
  return Buffer.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}

function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

function signature(body: Der, key: KeyObject): Buffer {
  return sign("sha256", body, { key, dsaEncoding: "der" });
}

function pem(label: string, der: Der): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
