// Speaks with NCALayer on this computer over its WebSocket. Nothing waits for ever: each step has
// a time limit and an AbortSignal, and every failure is a Trouble with one of these kinds:
// absent, blocked, old, cancelled, password, certificate, failed, lost, garbled, timeout, stopped.
export class Trouble extends Error {
  constructor(kind, detail = "") {
    super(detail || kind);
    this.kind = kind;
  }
}

const BASICS = "kz.gov.pki.knca.basics";
const COMMON = "kz.gov.pki.knca.commonUtils";
const HEARTBEAT = "--heartbeat--";
const FILE_STORE = "PKCS12";
// NCALayer calls Kazakh by its country.
const LOCALES = { kk: "kz" };
const LONGEST = 1_000_000;
const PROMPT_MS = 60_000;
const PEM = /^-----BEGIN CMS-----[A-Za-z0-9+/=\s]+-----END CMS-----$/;
const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}$/;
// Chrome asks before a public page may reach this computer; the older name was for both networks.
// A page that lies on this computer itself is not asked about.
const PERMISSIONS = ["loopback-network", "local-network-access"];
const NEAR = ["127.0.0.1", "localhost", "[::1]"];

// Opens the socket and reads the greeting; the caller closes what it gets.
export async function connect(url, { connectMs = 5000, signal } = {}) {
  const willAsk = !NEAR.includes(location.hostname) && (await loopbackPermission()) === "prompt";
  const line = new Line(url, signal);
  try {
    const hello = await line.next(willAsk ? PROMPT_MS : connectMs);
    if (typeof hello.result?.version !== "string") throw new Trouble("old");
    return new Layer(line, hello.result.version);
  } catch (trouble) {
    line.close();
    const kind = trouble.kind === "timeout" ? (line.isOpen ? "old" : "absent") : trouble.kind;
    if (kind === "absent" && (await loopbackPermission()) === "denied") throw new Trouble("blocked");
    throw new Trouble(kind);
  }
}

export class Layer {
  constructor(line, version) {
    this.line = line;
    this.version = version;
  }

  close() {
    this.line.close();
  }

  // A detached signature of the base64 bytes: PEM or base64, as NCALayer gave it.
  async sign({ data, iin, usages, language, signMs = 120_000 }) {
    const reply = await this.#ask({
      module: BASICS,
      method: "sign",
      args: {
        allowedStorages: null,
        format: "cms",
        data,
        signingParams: { decode: true, encapsulate: false, digested: false, tsaProfile: {} },
        signerParams: { extKeyUsageOids: usages, ...(iin ? { iin } : {}) },
        locale: LOCALES[language] ?? language,
      },
    }, signMs);
    if (isUnknownModule(reply)) return this.#signOld(data, signMs);
    if (reply.status !== true) throw troubleOf(reply);
    const result = reply.body?.result;
    if (result === undefined) throw new Trouble("cancelled");
    return signatureOf(Array.isArray(result) && result.length === 1 ? result[0] : result);
  }

  // The module of old versions; it knows no filter by IIN and adds no time stamp.
  async #signOld(data, signMs) {
    const tokens = await this.#ask({ module: COMMON, method: "getActiveTokens" }, signMs);
    if (isUnknownModule(tokens)) throw new Trouble("old");
    const store = tokens.responseObject?.[0] ?? FILE_STORE;
    const args = [store, "SIGNATURE", data, false];
    const reply = await this.#ask({ module: COMMON, method: "createCAdESFromBase64", args }, signMs);
    if (isUnknownModule(reply)) throw new Trouble("old");
    if (reply.code !== "200") throw troubleOf(reply);
    return signatureOf(reply.responseObject);
  }

  #ask(frame, ms) {
    this.line.send(JSON.stringify(frame));
    return this.line.next(ms);
  }
}

// One socket, one frame awaited at a time. Heartbeats and a repeated greeting are no answers.
class Line {
  #socket;
  #waiting = null;
  #failed = null;
  #signal;

  constructor(url, signal) {
    this.#signal = signal;
    this.isOpen = false;
    try {
      this.#socket = new WebSocket(url);
    } catch {
      throw new Trouble("absent");
    }
    this.#socket.onopen = () => (this.isOpen = true);
    this.#socket.onmessage = ({ data }) => this.#take(data);
    this.#socket.onclose = () => this.#fail(new Trouble(this.isOpen ? "lost" : "absent"));
    if (signal?.aborted) this.#fail(new Trouble("stopped"));
    signal?.addEventListener("abort", () => this.#fail(new Trouble("stopped")), { once: true });
  }

  send(text) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  next(ms) {
    return new Promise((resolve, reject) => {
      if (this.#failed) {
        reject(this.#failed);
        return;
      }
      const timer = setTimeout(() => this.#fail(new Trouble("timeout")), ms);
      this.#waiting = { resolve, reject, timer, isFirst: !this.hasGreeted };
    });
  }

  close() {
    this.#socket.onclose = null;
    this.#socket.close();
  }

  #take(data) {
    if (data === HEARTBEAT || !this.#waiting) return;
    const frame = parsed(data);
    if (!frame) {
      this.#fail(new Trouble("garbled"));
      return;
    }
    const { resolve, timer, isFirst } = this.#waiting;
    if (!isFirst && frame.result?.version) return;
    this.hasGreeted = true;
    clearTimeout(timer);
    this.#waiting = null;
    resolve(frame);
  }

  #fail(trouble) {
    this.#failed ??= trouble;
    if (this.#waiting) {
      clearTimeout(this.#waiting.timer);
      this.#waiting.reject(this.#failed);
      this.#waiting = null;
    }
    this.close();
  }
}

function parsed(data) {
  if (typeof data !== "string" || data.length > LONGEST) return null;
  try {
    const frame = JSON.parse(data);
    return typeof frame === "object" && frame !== null && !Array.isArray(frame) ? frame : null;
  } catch {
    return null;
  }
}

function isUnknownModule(reply) {
  return [reply.errorCode, reply.code].includes("MODULE_NOT_FOUND");
}

function signatureOf(result) {
  const text = typeof result === "string" ? result.trim() : "";
  if (!PEM.test(text) && !BASE64.test(text)) throw new Trouble("garbled");
  return text;
}

// The words of NCALayer's errors are for programmers and differ between versions.
function troubleOf(reply) {
  const said = [reply.code, reply.message, reply.details].filter(Boolean).join(" ");
  if (!said) return new Trouble("garbled");
  if (/cancel/i.test(said)) return new Trouble("cancelled");
  if (/passw|key ?store|парол|құпия/i.test(said)) return new Trouble("password", said);
  if (/certificat|сертификат/i.test(said)) return new Trouble("certificate", said);
  return new Trouble("failed", said);
}

async function loopbackPermission() {
  for (const name of PERMISSIONS) {
    try {
      return (await navigator.permissions.query({ name })).state;
    } catch {
      // This browser knows no such permission.
    }
  }
  return "granted";
}
